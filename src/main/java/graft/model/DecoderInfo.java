package graft.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/**
 * What heads and recipes need to know of a decoder that reads what an encoder made.
 *
 * @param layers of the decoder, which come behind the encoder's
 * @param startTokenId what it reads first
 * @param padTokenId what it reads in place of a target that does not count
 * @param eosTokenId ends an input: where the vector of a sequence is taken
 * @param outputScale what its hidden states are multiplied with before heads of tokens
 */
public record DecoderInfo(
    int layers, long startTokenId, long padTokenId, long eosTokenId, double outputScale) {
  /**
   * What the decoder reads to predict these: the start token, and all but the last.
   *
   * @param ids int64 (B, S); negative ones do not count
   * @return int64 (B, S)
   */
  public NDArray shiftedRight(NDArray ids) {
    NDArray start = ids.get(":, :1").zerosLike().add(startTokenId);
    NDArray read = start.concat(ids.get(":, :-1"), 1);
    NDArray isIgnored = read.lt(0).toType(DataType.INT64, false);
    return read.add(isIgnored.mul(read.neg().add(padTokenId)));
  }
}
