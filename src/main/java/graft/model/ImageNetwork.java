package graft.model;

import graft.site.Pass;

/** A network that sees pictures. */
public non-sealed interface ImageNetwork extends Network {
  Encoded forward(Inputs.Pixels inputs, Pass pass);

  @Override
  default Encoded forward(Inputs inputs, Pass pass) {
    return switch (inputs) {
      case Inputs.Pixels pixels -> forward(pixels, pass);
      case Inputs.Text _, Inputs.Next _ ->
          throw new IllegalArgumentException("the model sees pictures");
    };
  }
}
