package graft.image;

/** To which size pictures are brought. */
public sealed interface Size {
  /** Of a picture. */
  Exact of(Picture picture);

  /** Whatever shape that gives them. */
  record Exact(int height, int width) implements Size {
    @Override
    public Exact of(Picture picture) {
      return this;
    }
  }

  /** The shorter side has so many pixels, the other as many as keep the shape. */
  record Shortest(int pixels) implements Size {
    @Override
    public Exact of(Picture picture) {
      return picture.width() <= picture.height()
          ? new Exact(longer(picture.height(), picture.width()), pixels)
          : new Exact(pixels, longer(picture.width(), picture.height()));
    }

    private int longer(int longer, int shorter) {
      return Math.max(1, (int) ((long) pixels * longer / shorter));
    }
  }
}
