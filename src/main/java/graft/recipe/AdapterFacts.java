package graft.recipe;

/**
 * What is known of an adapter once its files are written.
 *
 * @param trainableParameters of the adapter, its head not counted
 * @param headParameters of its head
 * @param bytes of all its files
 * @param sha256 digest of its tensors, lower-case hexadecimal
 */
public record AdapterFacts(
    long trainableParameters, long headParameters, long bytes, String sha256) {
  /** The same with further files beside them. */
  public AdapterFacts with(long moreBytes) {
    return new AdapterFacts(trainableParameters, headParameters, bytes + moreBytes, sha256);
  }
}
