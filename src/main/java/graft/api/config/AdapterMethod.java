package graft.api.config;

import graft.spec.Attribute;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An adapter method, or a preset of one, as clients see it. */
record AdapterMethod(
    @Attribute("The word for it wherever an adapter configuration is accepted") String id,
    String object,
    @Attribute("The method that this is a preset of") String method,
    @Attribute("Other names of the same configuration") List<String> aliases,
    @Attribute("What it does") String description,
    @Attribute("Where it was proposed") String citation,
    String url,
    @Attribute(
            "Files that can hold it, as format of GET /v1/adapters/{id}/weights; what its"
                + " attributes leave of them is in the notes")
        List<String> formats,
    @Attribute("Where reference library and documentation disagree, and what is done here")
        List<String> notes,
    @Attribute("Every attribute with its default") Map<String, @Nullable Object> defaults,
    @Attribute("JSON Schema of the configuration written as an object")
        Map<String, Object> schema) {}
