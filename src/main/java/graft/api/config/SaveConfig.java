package graft.api.config;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.adapter.AdapterConfig;

/** A request to save an adapter configuration. */
record SaveConfig(
    @Attribute(value = "Its name, 1 to 64 letters, digits, '.', '_' or '-'", required = true)
        String name,
    @Attribute(
            value =
                "A preset's name, with overrides, a saved configuration's id, or an object with the method's attributes",
            required = true)
        AdapterConfig adapter) {
  SaveConfig {
    Check check = new Check();
    check.that(
        name.matches("[A-Za-z0-9._-]{1,64}"),
        "name",
        "must be made of 1 to 64 letters, digits, '.', '_' and '-'");
    check.done();
  }
}
