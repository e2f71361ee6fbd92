package graft.recipe.adapted;

import graft.generate.decode.ContinuousBatching;
import graft.generate.decode.Decoder;
import graft.generate.decode.Limits;
import graft.model.BaseModel;
import graft.spec.job.SetupSpec;

/**
 * A language model in a setup that generates text. Owns the adapter and what the engine keeps; its
 * steps are run by one thread at a time.
 */
public record OpenGenerator(OpenAdapter open, Decoder decoder, ContinuousBatching engine)
    implements AutoCloseable {
  static OpenGenerator open(BaseModel model, OpenAdapter.Key key) {
    OpenAdapter open = OpenAdapter.open(model, key);
    // A gate is a mean over all positions, so what it makes of a token changes with those behind;
    // and
    // who has a token in a setup that splits rows is known by its place in the whole row alone.
    boolean splits = key.setup().nodes().anyMatch(SetupSpec.Split.class::isInstance);
    Decoder decoder =
        new Decoder(model, open.adapted().head(), open.setup(), open.looksAtPadding() || splits);
    return new OpenGenerator(open, decoder, new ContinuousBatching(decoder, Limits.USUAL));
  }

  @Override
  public void close() {
    engine.close();
    open.close();
  }
}
