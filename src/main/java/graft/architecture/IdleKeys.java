package graft.architecture;

import java.util.Set;
import java.util.stream.Stream;

/**
 * Keys of any {@code config.json} that leave the hidden states as they are: those that transformers
 * 5.18 and its forerunners write, and some of other libraries.
 */
final class IdleKeys {
  /** Where a checkpoint comes from, and how the reference shows, calls or stores it. */
  private static final Set<String> PROVENANCE =
      Set.of(
          "architectures",
          "transformers_version",
          "adapter_transformers_version",
          "adapters",
          "custom_heads",
          "prediction_heads",
          "active_head",
          "name",
          "name_or_path",
          "model_name",
          "language",
          "license",
          "author",
          "description",
          "version",
          "torch_dtype",
          "dtype",
          "use_bfloat16",
          "torchscript",
          "xla_device",
          "fp16",
          "gradient_checkpointing",
          "use_cache",
          "return_dict",
          "output_past",
          "output_attentions",
          "output_hidden_states",
          "tf_legacy_loss",
          "attn_implementation",
          "experts_implementation",
          "initializer_factor",
          // Positions are cut into chunks to save memory; each one is computed alike.
          "chunk_size_feed_forward",
          "tie_encoder_decoder",
          "tie_last_hidden_states",
          "is_composition",
          "has_no_defaults_at_init",
          "base_config_key",
          "base_model_tp_plan",
          "base_model_pp_plan",
          "base_model_fsdp_plan",
          "base_model_ep_plan",
          "keys_to_ignore_at_inference",
          "from_tf",
          "is_llama_config",
          "transformers.js_config",
          "unsloth_fixed",
          "unsloth_version",
          "tokenizer_class",
          "model_max_length",
          "max_seq_length");

  /** Of heads and tasks, which are a job's own. */
  private static final Set<String> TASKS =
      Set.of(
          "id2label",
          "label2id",
          "num_labels",
          "labels",
          "problem_type",
          "finetuning_task",
          "task_specific_params",
          "sentence_transformers",
          "sbert_ce_default_activation_function",
          "summary_activation",
          "summary_first_dropout",
          "summary_last_dropout",
          "summary_proj_to_labels",
          "summary_type",
          "summary_use_proj");

  /** Of generation, which an encoder does not do. */
  private static final Set<String> GENERATION =
      Set.of(
          "bad_words_ids",
          "assistant_confidence_threshold",
          "assistant_early_exit",
          "assistant_lookbehind",
          "cache_config",
          "cache_implementation",
          "compile_config",
          "constraints",
          "disable_compile",
          "dola_layers",
          "encoder_repetition_penalty",
          "epsilon_cutoff",
          "eta_cutoff",
          "force_words_ids",
          "generation_config",
          "guidance_scale",
          "is_assistant",
          "low_memory",
          "max_matching_ngram_size",
          "max_new_tokens",
          "max_time",
          "min_new_tokens",
          "min_p",
          "num_assistant_tokens",
          "num_assistant_tokens_schedule",
          "output_logits",
          "penalty_alpha",
          "prefill_chunk_size",
          "prompt_lookup_num_tokens",
          "renormalize_logits",
          "sequence_bias",
          "stop_strings",
          "target_lookbehind",
          "token_healing",
          "top_h",
          "watermarking_config",
          "begin_suppress_tokens",
          "bos_token_id",
          "cls_token_id",
          "decoder_start_token_id",
          "diversity_penalty",
          "do_sample",
          "early_stopping",
          "encoder_no_repeat_ngram_size",
          "eos_token_id",
          "eos_token_ids",
          "exponential_decay_length_penalty",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "length_penalty",
          "mask_token_id",
          "max_length",
          "min_length",
          "no_repeat_ngram_size",
          "num_beam_groups",
          "num_beams",
          "num_return_sequences",
          "output_scores",
          "prefix",
          "remove_invalid_values",
          "repetition_penalty",
          "return_dict_in_generate",
          "sep_token_id",
          "suppress_tokens",
          "temperature",
          "top_k",
          "top_p",
          "typical_p",
          "unk_token_id");

  private IdleKeys() {}

  static boolean has(String key) {
    return Stream.of(PROVENANCE, TASKS, GENERATION).anyMatch(keys -> keys.contains(key));
  }
}
