package graft.recipe;

import graft.spec.adapter.AdapterConfig;
import java.util.List;

/**
 * What an adapter configuration means for a base model.
 *
 * @param sites published module paths of the places that it occupies
 * @param adapterBytes size of its tensors
 * @param maxLength tokens of a row that the model has positions for in this setup
 * @param vocabulary number of the model's tokens
 * @param segments number of the segments that it tells apart, at least 1
 */
public record Resolution(
    AdapterConfig adapter,
    List<String> sites,
    long trainableParameters,
    long totalParameters,
    double trainablePercent,
    long adapterBytes,
    int maxLength,
    int vocabulary,
    int segments) {
  public Resolution {
    sites = List.copyOf(sites);
  }
}
