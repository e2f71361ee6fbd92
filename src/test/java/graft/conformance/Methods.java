package graft.conformance;

import graft.conformance.Method.Size;
import graft.conformance.Method.Start;
import java.util.List;

/** Every preset, and the variants whose tensors differ. */
public final class Methods {
  static final List<Method> ALL =
      List.of(
          new Method("seq_bn", Start.NEAR, s -> s.layers() * s.bottleneck(s.hidden() / 16)),
          new Method(
              "double_seq_bn", Start.NEAR, s -> 2 * s.layers() * s.bottleneck(s.hidden() / 16)),
          new Method("par_bn", Start.IDENTITY, s -> s.layers() * s.bottleneck(s.hidden() / 2)),
          new Method(
              "scaled_par_bn",
              Start.IDENTITY,
              s -> s.layers() * (s.bottleneck(s.hidden() / 2) + 1)),
          new Method(
              "adapter_plus[reduction_factor=8]",
              Start.NEAR,
              s -> s.layers() * (s.bottleneck(s.hidden() / 8) + s.hidden())),
          new Method(
              "seq_bn[use_gating=True]",
              Start.NEAR,
              s -> s.layers() * (s.bottleneck(s.hidden() / 16) + s.hidden() + 1)),
          new Method(
              "seq_bn_inv",
              Start.ANY,
              s -> s.layers() * s.bottleneck(s.hidden() / 16) + 2 * coupling(s)),
          new Method(
              "double_seq_bn_inv",
              Start.ANY,
              s -> 2 * s.layers() * s.bottleneck(s.hidden() / 16) + 2 * coupling(s)),
          new Method(
              "houlsby[inv_adapter='glow',inv_adapter_reduction_factor=2]",
              Start.ANY,
              s ->
                  2 * s.layers() * s.bottleneck(s.hidden() / 16)
                      + 2 * (coupling(s) + (s.embedded() / 4 + 1) * s.embedded() / 2)),
          new Method(
              "compacter[reduction_factor=4]",
              Start.NEAR,
              s -> 2 * s.layers() * hypercomplex(s) + 64),
          new Method(
              "compacter++[reduction_factor=4]",
              Start.NEAR,
              s -> s.layers() * hypercomplex(s) + 64),
          new Method(
              "compacter++[reduction_factor=4,shared_W_phm=True]",
              Start.NEAR,
              s -> hypercomplex(s) + (s.layers() - 1) * (s.hidden() / 4 + s.hidden()) + 64),
          new Method(
              "compacter++[reduction_factor=4,factorized_phm_W=False]",
              Start.NEAR,
              s ->
                  s.layers() * (2 * s.hidden() * s.hidden() / 16 + s.hidden() / 4 + s.hidden())
                      + 64),
          new Method(
              "compacter++[reduction_factor=4,factorized_phm_rule=True,phm_init_range=0.1]",
              Start.NEAR,
              s -> s.layers() * hypercomplex(s) + 2 * 16),
          new Method(
              "compacter[reduction_factor=4,shared_phm_rule=False,phm_bias=False]",
              Start.NEAR,
              s -> 2 * s.layers() * (2 * (s.hidden() + s.hidden() / 4) + 2 * 64)),
          new Method("lora", Start.IDENTITY, s -> s.layers() * 2 * 2 * 8 * s.hidden()),
          new Method(
              "lora[attn_matrices=['q','k','v'],intermediate_lora=True,output_lora=True,r=3]",
              Start.IDENTITY,
              s -> s.layers() * 3 * (3 * 2 * s.hidden() + 2 * (s.hidden() + s.wide()))),
          new Method(
              "lora[use_gating=True]",
              Start.IDENTITY,
              s -> s.layers() * 2 * (2 * 8 * s.hidden() + s.hidden() + 1)),
          new Method("dora", Start.IDENTITY, s -> s.layers() * 2 * (2 * 8 + 1) * s.hidden()),
          new Method(
              "vera",
              Start.IDENTITY,
              s -> s.layers() * 2 * (8 * 8 + s.hidden() * s.hidden()) + 2 * 8 * s.hidden()),
          new Method(
              "dvora",
              Start.IDENTITY,
              s ->
                  s.layers() * 2 * (8 * 8 + s.hidden() * s.hidden() + s.hidden())
                      + 2 * 8 * s.hidden()),
          new Method(
              "mtl_lora[n_up_projection=2]",
              Start.IDENTITY,
              s -> s.layers() * 2 * (3 * 8 * s.hidden() + 8 + 2)),
          new Method(
              "loreft[suffix_positions=2]",
              Start.ANY,
              s -> s.layers() * 2 * (2 * s.hidden() + 1 + s.hidden() * s.hidden())),
          new Method(
              "noreft[suffix_positions=1]", Start.ANY, s -> s.layers() * 2 * (2 * s.hidden() + 1)),
          new Method(
              "direft[tied_weights=True,r=2]",
              Start.ANY,
              s -> s.layers() * 2 * (2 * s.hidden() + 1)),
          new Method("ia3", Start.IDENTITY, s -> s.layers() * (2 * s.hidden() + s.wide())),
          new Method(
              "prefix_tuning[prefix_length=5,bottleneck_size=7]", Start.ANY, s -> network(s, 5, 7)),
          new Method(
              "prefix_tuning_flat[prefix_length=5]",
              Start.ANY,
              s -> 5 * 2 * s.layers() * s.hidden()),
          new Method(
              "prefix_tuning_flat[prefix_length=5,shift_positions=True]",
              Start.ANY,
              s -> 5 * 2 * s.layers() * s.hidden()),
          new Method(
              "peft_lora[target_modules=['query','query_proj','q_lin','q','0.output.dense','0.ffn.lin2','0.ffn_output'],r=3,rank_pattern={'0.output.dense':"
                  + " 5, 'lin2': 5, 'ffn_output': 5}]",
              Start.IDENTITY,
              s -> s.layers() * 3 * 2 * s.hidden() + 5 * (s.hidden() + s.wide())),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,bias='lora_only']",
              Start.IDENTITY,
              s -> s.layers() * (2 * 2 * s.hidden() + s.hidden())),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,bias='all_without_pooler']",
              Start.IDENTITY,
              s ->
                  s.layers() * (2 * 2 * s.hidden() + 5 * s.hidden() + s.wide())
                      + 2 * s.layers() * s.hidden()
                      + s.embeddingBiases()),
          new Method(
              "peft_ia3[target_modules=['value','value_proj','v_lin','v','output.dense','out_lin','lin2','o','attention.dense','ffn_output'],feedforward_modules=['output.dense','out_lin','lin2','o','attention.dense','ffn_output']]",
              Start.IDENTITY,
              s -> s.layers() * (2 * s.hidden() + s.wide())),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,use_dora=True]",
              Start.IDENTITY,
              s -> s.layers() * (2 * 2 * s.hidden() + s.hidden())),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,lora_bias=True]",
              Start.IDENTITY,
              s -> s.layers() * (2 * 2 * s.hidden() + s.hidden())),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,init_lora_weights='pissa',use_dora=True]",
              Start.NEAR,
              s -> s.layers() * (2 * 2 * 2 * s.hidden() + s.hidden())),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,init_lora_weights='olora']",
              Start.NEAR,
              s -> s.layers() * 2 * 2 * 2 * s.hidden()),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,init_lora_weights='orthogonal']",
              Start.NEAR,
              s -> s.layers() * 2 * 2 * s.hidden()),
          new Method(
              "peft_vera[target_modules=['value','value_proj','v_lin','v'],r=5]",
              Start.IDENTITY,
              s -> s.layers() * (5 + s.hidden()) + 2 * 5 * s.hidden()),
          new Method(
              "peft_adalora[target_modules=['value','value_proj','v_lin','v'],init_r=3,target_r=1,tfinal=2]",
              Start.IDENTITY,
              s -> s.layers() * 3 * (2 * s.hidden() + 1)),
          new Method(
              "peft_ln_tuning",
              Start.IDENTITY,
              s -> 2 * (2 * s.layers() * s.hidden() + s.embeddingNorms())),
          new Method("prompt_tuning", Start.ANY, s -> 10 * s.embedded()),
          new Method(
              "prompt_tuning[prompt_length=3,combine='prefix_after_bos']",
              Start.ANY,
              s -> 3 * s.embedded()),
          new Method("peft_prompt_tuning[num_virtual_tokens=4]", Start.ANY, s -> 4 * s.embedded()),
          new Method(
              "peft_prompt_tuning[num_virtual_tokens=3,prompt_tuning_init='RANDOM']",
              Start.ANY,
              s -> 3 * s.embedded()),
          new Method(
              "peft_p_tuning[num_virtual_tokens=3,encoder_hidden_size=5,encoder_reparameterization_type='LSTM',encoder_num_layers=2,encoder_dropout=0.1]",
              Start.ANY,
              s ->
                  3 * s.embedded()
                      + 2 * 20 * (s.embedded() + 5 + 2)
                      + 2 * 20 * (10 + 5 + 2)
                      + 10 * 10
                      + 10
                      + 10 * s.embedded()
                      + s.embedded()),
          new Method(
              "peft_p_tuning[num_virtual_tokens=4,encoder_hidden_size=6]",
              Start.ANY,
              s -> 4 * s.embedded() + 6 * (2 * s.embedded() + 6) + 2 * 6 + s.embedded()),
          new Method(
              "peft_trainable_tokens[token_indices=[5, 17]]",
              Start.IDENTITY,
              s -> 2 * s.embedded()),
          new Method(
              "peft_lora[target_modules=['value','value_proj','v_lin','v'],r=2,trainable_token_indices=[9]]",
              Start.IDENTITY,
              s -> s.layers() * 2 * 2 * s.hidden() + s.embedded()),
          new Method(
              "seq_bn[non_linearity='prelu']",
              Start.NEAR,
              s -> s.layers() * (s.bottleneck(s.hidden() / 16) + 1)),
          new Method(
              "houlsby[non_linearity='xielu',ln_before=True,reduction_factor=2]",
              Start.NEAR,
              s -> 2 * s.layers() * (s.bottleneck(s.hidden() / 2) + 2 * s.hidden() + 4)),
          new Method(
              "pfeiffer+inv[non_linearity='prelu']",
              Start.ANY,
              s -> s.layers() * (s.bottleneck(s.hidden() / 16) + 1) + 2 * (coupling(s) + 1)),
          new Method(
              "prefix_tuning[non_linearity='xielu']", Start.ANY, s -> network(s, 30, 512) + 4),
          new Method(
              "lora[attn_matrices=['q']]|ia3",
              Start.IDENTITY,
              s -> s.layers() * (2 * 8 * s.hidden() + 2 * s.hidden() + s.wide())),
          new Method(
              "mam",
              Start.ANY,
              s -> network(s, 30, 800) + s.layers() * s.bottleneck(s.hidden() / 2)),
          new Method(
              "unipelt",
              Start.ANY,
              s ->
                  network(s, 10, 512)
                      + s.layers() * s.bottleneck(s.hidden() / 16)
                      + s.layers() * 2 * 2 * 8 * s.hidden()
                      + 4 * s.layers() * (s.hidden() + 1)));

  private Methods() {}

  /** Them all, as a request names them. */
  public static List<String> notations() {
    return ALL.stream().map(Method::notation).toList();
  }

  /** Each half of a coupling: a bottleneck of a quarter of the width. */
  private static long coupling(Size s) {
    long half = s.embedded() / 2;
    long narrow = half / 2;
    return 2 * half * narrow + narrow + half;
  }

  /** Factorised to rank 1 with n = 4, down and up, with biases. */
  private static long hypercomplex(Size s) {
    long narrow = s.hidden() / 4;
    return 2 * (s.hidden() + narrow) + narrow + s.hidden();
  }

  /** Makes the prefixes of all layers from as many embeddings. */
  private static long network(Size s, long length, long narrow) {
    return length * s.hidden()
        + narrow * (s.hidden() + 1)
        + (narrow + 1) * 2 * s.layers() * s.hidden();
  }
}
