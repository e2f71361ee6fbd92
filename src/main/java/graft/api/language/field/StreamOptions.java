package graft.api.language.field;

import graft.spec.Attribute;
import java.util.Optional;

/** How a stream is told. */
public record StreamOptions(
    @Attribute("Whether a last chunk tells the tokens that were used")
        Optional<Boolean> includeUsage) {}
