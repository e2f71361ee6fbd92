package graft.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import graft.adapter.layer.Modules;
import graft.adapter.linear.ComputedLowRank;
import graft.adapter.linear.LowRank;
import graft.site.LinearSite;
import graft.site.Mergeable;
import graft.spec.Check;
import graft.spec.adapter.LoraConfig;
import graft.spec.adapter.MtlLoraConfig;
import graft.tensor.Init;
import graft.tensor.Ops;

/**
 * MTL-LoRA (Yang et al. 2024) with one task: {@code y = W x + b + (alpha / r) Σ w_j B_j Λ A x} with
 * {@code w = softmax(ω / τ)}, A of shape (r, in), B (n, out, r), ω (n), and Λ diagonal (r) or (r,
 * r).
 */
record MtlLora(MtlLoraConfig config) implements LoraMethod {
  @Override
  public LoraConfig lora() {
    return config.lora();
  }

  @Override
  public Mergeable module(LinearSite site, Modules modules) {
    requirePlain(site);
    LoraConfig lora = config.lora();
    int r = lora.r();
    int n = config.nUpProjection();
    LoraInits inits = new LoraInits(lora.initWeights());
    NDArray a = modules.create(site.id(), "lora_A", inits.a(site.in()), r, site.in());
    NDArray b = modules.create(site.id(), "lora_B", inits.b(r), n, site.out(), r);
    NDArray task =
        switch (config.taskSpecificMatrixType()) {
          case SINGULAR_VALUES -> modules.create(site.id(), "task_specific.values", Init.ONES, r);
          case LINEAR ->
              modules.create(site.id(), "task_specific.weight", new Init.Diagonal(r, 1, 0), r, r);
        };
    NDArray weights = modules.sizedBy("n_up_projection").create(site.id(), "weights", Init.ONES, n);
    return new ComputedLowRank(
        site.id(),
        lora.dropout(),
        () -> new LowRank(site.id(), between(a, task), mixed(b, weights), lora.scale(), 0));
  }

  /** {@code Λ A}. */
  private NDArray between(NDArray a, NDArray task) {
    return switch (config.taskSpecificMatrixType()) {
      case SINGULAR_VALUES -> Ops.mul(a, task.reshape(new Shape(-1, 1)));
      case LINEAR -> Ops.matmul(task, a);
    };
  }

  /** {@code Σ w_j B_j}: (out, r). */
  private NDArray mixed(NDArray b, NDArray weights) {
    Shape shape = b.getShape();
    NDArray shares = Ops.softmax(Ops.scale(weights, 1 / config.weightsSharpness()));
    NDArray flat = b.reshape(new Shape(shape.get(0), -1));
    return Ops.matmul(shares.reshape(new Shape(1, -1)), flat)
        .reshape(new Shape(shape.get(1), shape.get(2)));
  }

  private static void requirePlain(LinearSite site) {
    Check check = new Check();
    check.that(
        !site.layout().isFused(),
        "attn_matrices",
        "must not name %s, where several projections stand side by side: the library has no MTL-LoRA there"
            .formatted(site.id()));
    check.done();
  }
}
