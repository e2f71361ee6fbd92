package graft.api.config;

import graft.spec.Attribute;
import graft.spec.Check;
import graft.spec.ConfigId;
import graft.spec.adapter.AdapterConfig;
import graft.spec.adapter.Presets;

/** A request to save an adapter configuration. */
record SaveConfig(
    @Attribute(value = "Its name, 1 to 64 letters, digits, '.', '_' or '-'", required = true)
        String name,
    @Attribute(
            value =
                "A preset's name, with overrides, a saved configuration's name or id, or an object with the method's attributes",
            required = true)
        AdapterConfig adapter) {
  SaveConfig {
    Check check = new Check();
    check.that(
        name.matches("[A-Za-z0-9._-]{1,64}"),
        "name",
        "must be made of 1 to 64 letters, digits, '.', '_' and '-'");
    check.that(
        Presets.find(name).isEmpty(),
        "name",
        "must not be " + name + ": wherever a configuration is named, that is the preset");
    check.that(
        !name.startsWith(ConfigId.PREFIX),
        "name",
        "must not begin with " + ConfigId.PREFIX + ", as ids do");
    check.done();
  }
}
