package graft.data;

import graft.data.picture.Pictures;
import graft.data.picture.PixelRows;
import graft.data.picture.PixelWriter;
import graft.image.BrokenPictureException;
import graft.spec.Faults;

/** Writes pictures one after the other. Used by one thread. */
final class PictureWriter implements AutoCloseable {
  private final Pictures pictures;
  private final Labels labels;
  private final PixelWriter pixels;
  private final RaggedInts targets = new RaggedInts();
  private boolean areReady;

  private PictureWriter(Pictures pictures, Labels labels, PixelWriter pixels) {
    this.pictures = pictures;
    this.labels = labels;
    this.pixels = pixels;
  }

  static PictureWriter of(Pictures pictures, Labels labels) {
    return new PictureWriter(pictures, labels, PixelWriter.in(pictures.scratch()));
  }

  /** A picture that is broken is a fault. */
  void add(Example example, Faults faults) {
    switch (example) {
      case Example.Pictured pictured -> add(pictured, faults);
      case Example.Seen(float[] values, String label) -> {
        areReady = true;
        pixels.add(values);
        add(label);
      }
      default -> throw new IllegalArgumentException("no picture: " + example);
    }
  }

  private void add(Example.Pictured pictured, Faults faults) {
    try {
      pixels.add(pictures.processor().pixels(pictured.file().decoded()));
      add(pictured.label());
    } catch (BrokenPictureException broken) {
      faults.add("", "invalid_file", pictured.place() + ": " + broken.getMessage());
    }
  }

  private void add(String label) {
    targets.add(new int[] {labels.id(label).orElseThrow()});
  }

  /**
   * @param length positions that a model makes of a picture
   */
  PictureColumns columns(int length) {
    PixelRows rows =
        areReady
            ? pixels.values(pictures.processor().shape().size())
            : pixels.levels(pictures.processor());
    return new PictureColumns(rows, targets, pictures.processor().shape(), length);
  }

  @Override
  public void close() {
    pixels.close();
  }
}
