"""Compares what keys of config.json do in a running service and in transformers, key by key.

    python src/test/python/keys_check.py --service http://localhost:8080 [--only gpt2] [--seed 1]

What it needs is what exchange_check.py needs, whose parts it uses. For each architecture and change of its
tiny model's config.json:
- makes a random model of the changed configuration, whose biases and norms are no zeros and ones either;
- registers it with the very file that was changed, and imports a random LoRA that PEFT made for it;
- compares the logits, of short texts and of ones longer than all windows.
What the service refuses it must refuse by one of the changed keys; what transformers cannot make must be refused.
"""

import argparse
import json
import math
import pathlib
import sys
import tempfile
import zipfile

import exchange_check
import peft
import torch
import transformers
from exchange_check import PARITY, Service, Tally

transformers.utils.logging.set_verbosity_error()

CLASSES = dict(kind="TokenClassification", task="TOKEN_CLS", labels=5)
ROWS = dict(kind="SequenceClassification", task="SEQ_CLS", labels=3)
NEXT = dict(kind="CausalLM", task="CAUSAL_LM")
WORDS = dict(kind="MaskedLM", task=None)
WRITTEN = dict(kind="Seq2SeqLM", task=None)
PICTURES = dict(kind="ImageClassification", task=None, labels=3, saved=["classifier"])

#: the class whose tensors a model's file has, by the first head that is tried on it
BASES = {"CausalLM": "AutoModelForCausalLM", "Seq2SeqLM": "AutoModelForSeq2SeqLM", "ImageClassification": "AutoModel"}

#: a key that is taken out
ABSENT = "(absent)"
FULL, NEAR = "full_attention", "sliding_attention"
ROPES = [
    {"rope_scaling": {"rope_type": "linear", "factor": 3.0}},
    {"rope_scaling": {"type": "linear", "factor": 3.0}},
    {"rope_scaling": {"rope_type": "dynamic", "factor": 2.0}, "max_position_embeddings": 32},
    {
        "rope_scaling": {
            "rope_type": "llama3",
            "factor": 4.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 16,
        }
    },
    {"rope_scaling": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}},
    {
        "rope_scaling": {
            "rope_type": "yarn",
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "beta_fast": 4,
            "beta_slow": 0.5,
            "attention_factor": 1.3,
        }
    },
    {"rope_scaling": {"rope_type": "made_up", "factor": 2.0}},
    {"rope_parameters": {"rope_type": "default", "rope_theta": 50.0}},
    {"rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 77.0}},
    {"rope_theta": 50.0},
]
ACTIVATIONS = ["relu", "gelu", "gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_python", "quick_gelu", "silu", "swish"]
ODD = ["mish", "tanh", "sigmoid", "relu6", "relu2", "leaky_relu", "linear", "gelu_10", "laplace", "hardswish", "prelu", "made_up"]


def each(key, *values):
    return [{key: value} for value in values]


def longrope(turned):
    """Phi-3's, of so many pairs that turn."""
    return {
        "type": "longrope",
        "short_factor": [1.0 + 0.1 * i for i in range(turned)],
        "long_factor": [1.5 + 0.5 * i for i in range(turned)],
    }


BERT_LIKE = [
    *each("hidden_act", *ACTIVATIONS, *ODD),
    *each("position_embedding_type", "absolute", "relative_key", "relative_key_query"),
    *each("is_decoder", True),
    {"is_decoder": True, "add_cross_attention": True},
    *each("add_cross_attention", True),
    *each("layer_norm_eps", 0.1),
    # A larger one must divide the lengths of all texts, or transformers computes nothing.
    *each("chunk_size_feed_forward", 1),
    *each("type_vocab_size", 3),
    *each("max_position_embeddings", 66),
    *each("pad_token_id", 0, 1, 5),
    *each("initializer_range", 0.5),
    *each("use_cache", False),
    *each("pruned_heads", {"0": [1]}),
    *each("num_attention_heads", 2, 8),
    *each("attn_implementation", "eager"),
]
DECODER = [
    *each("hidden_act", "gelu", "relu", "gelu_pytorch_tanh", "made_up"),
    *each("rms_norm_eps", 0.1),
    *each("tie_word_embeddings", True, False),
    *each("num_key_value_heads", 1, 4),
    *each("intermediate_size", 24),
    *ROPES,
]

#: model: (archive, projections that LoRA changes, heads, changes of config.json)
MODELS = {
    "gpt2-a": (
        "gpt2",
        ["c_attn", "c_fc"],
        [NEXT],
        [
            *each("scale_attn_by_inverse_layer_idx", True),
            *each("reorder_and_upcast_attn", True),
            {"scale_attn_by_inverse_layer_idx": True, "reorder_and_upcast_attn": True},
            *each("scale_attn_weights", False),
            *each("add_cross_attention", True),
            *each("activation_function", *ACTIVATIONS, *ODD),
            *each("n_inner", 20),
            *each("layer_norm_epsilon", 0.1),
            *each("tie_word_embeddings", False, True),
            *each("is_decoder", True),
            *each("n_ctx", 64, 9),
            *each("hidden_size", 32, 99),
            *each("summary_type", "mean"),
            *each("n_head", 8),
        ],
    ),
    "bert-a": ("bert", ["query", "value"], [CLASSES, WORDS], [*BERT_LIKE, *each("embedding_size", 99)]),
    "roberta-a": ("roberta", ["query", "value"], [CLASSES, WORDS], BERT_LIKE),
    "electra-a": (
        "electra",
        ["query", "value"],
        [CLASSES, WORDS],
        [
            *BERT_LIKE,
            *each("embedding_size", 24, 32),
            *each("summary_type", "mean"),
            *each("summary_activation", "relu"),
        ],
    ),
    "albert-a": (
        "albert",
        ["query", "value"],
        [CLASSES],
        [
            *BERT_LIKE,
            *each("inner_group_num", 2),
            *each("num_hidden_groups", 2, 3),
            *each("embedding_size", 24),
            *each("net_structure_type", 1),
            *each("down_scale_factor", 2),
            *each("gap_size", 1),
            *each("num_memory_blocks", 1),
        ],
    ),
    "mpnet-a": (
        "mpnet",
        ["attn.q", "attn.v"],
        [CLASSES, WORDS],
        [
            *each("hidden_act", "relu", "gelu_new", "made_up"),
            *each("relative_attention_num_buckets", 16),
            *each("pad_token_id", 0, 5),
            *each("layer_norm_eps", 0.1),
            *each("is_decoder", True),
        ],
    ),
    "distilbert-a": (
        "distilbert",
        ["q_lin", "v_lin"],
        [CLASSES, WORDS],
        [
            *each("sinusoidal_pos_embds", True),
            *each("activation", *ACTIVATIONS, *ODD),
            *each("n_heads", 2),
            *each("pad_token_id", 3),
            *each("chunk_size_feed_forward", 1),
        ],
    ),
    "deberta-v2-a": (
        "deberta-v2",
        ["query_proj", "key_proj"],
        [CLASSES, ROWS | dict(saved=["pooler", "classifier"])],
        [
            *each("position_biased_input", True),
            *each("legacy", False),
            *each("pos_att_type", ["c2p"], ["p2c"], "c2p|p2c", ["p2p", "c2p"], [], None, ["made_up"]),
            *each("share_att_key", False),
            *each("norm_rel_ebd", "none", "layer_norm|x"),
            *each("position_buckets", -1, 4, 10),
            {"position_buckets": -1, "max_relative_positions": 5},
            *each("max_relative_positions", 9, 40),
            *each("type_vocab_size", 2),
            *each("pooler_hidden_act", "relu", "tanh"),
            *each("pooler_hidden_size", 7),
            *each("conv_kernel_size", 3),
            *each("relative_attention", False),
            *each("embedding_size", 16),
            *each("attention_head_size", 4, 8),
            *each("hidden_act", "relu", "gelu_new", "made_up"),
            *each("layer_norm_eps", 0.1),
            *each("z_steps", 2),
        ],
    ),
    "modernbert-a": (
        "modernbert",
        ["Wqkv", "Wi"],
        [CLASSES, ROWS, WORDS],
        [
            *each("global_rope_theta", 50.0),
            *each("local_rope_theta", 7.0),
            *each("layer_types", [NEAR, FULL, FULL, NEAR], [FULL]),
            *each("global_attn_every_n_layers", 1, 2),
            *each("local_attention", 2, 5),
            *each("classifier_pooling", "mean", "made_up"),
            *each("norm_bias", True),
            *each("attention_bias", True),
            *each("mlp_bias", True),
            *each("classifier_bias", True),
            *each("classifier_activation", "relu"),
            *each("decoder_bias", False),
            *each("hidden_activation", "silu", "gelu_new", "made_up"),
            *each("hidden_act", "relu"),
            *each("tie_word_embeddings", False),
            *each("norm_eps", 0.1),
            *each("layer_norm_eps", 0.1),
            *each("sliding_window", 4),
            *each("position_embedding_type", "absolute", "sans_pos"),
            {"rope_parameters": {FULL: {"rope_type": "default", "rope_theta": 9.0}, NEAR: {"rope_type": "default", "rope_theta": 90.0}}},
        ],
    ),
    "llama-a": (
        "llama",
        ["q_proj", "down_proj"],
        [NEXT, CLASSES],
        [
            *DECODER,
            *each("pretraining_tp", 2),
            *each("mlp_bias", True),
            *each("attention_bias", True),
            *each("head_dim", 6, 16, None),
            *each("partial_rotary_factor", 0.5),
            *each("sliding_window", 4),
            {"sliding_window": 4, "use_sliding_window": True},
            *each("layer_types", [NEAR, FULL], [FULL, FULL]),
            *each("rope_interleaved", True),
            *each("qk_layernorm", True),
            *each("attention_multiplier", 0.5),
        ],
    ),
    "mistral-c": (
        "mistral",
        ["q_proj", "down_proj"],
        [NEXT],
        [
            *DECODER,
            *each("sliding_window", None, 3),
            *each("head_dim", 6, None),
            *each("layer_types", [NEAR, FULL, NEAR], [FULL] * 3),
            *each("attention_bias", True),
        ],
    ),
    "qwen2-a": (
        "qwen2",
        ["q_proj", "down_proj"],
        [NEXT],
        [
            *DECODER,
            {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": 1, "layer_types": None},
            {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": 0, "layer_types": None},
            {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": 28},
            {"use_sliding_window": True, "sliding_window": 4, "layer_types": [NEAR, FULL]},
            {"use_sliding_window": False, "sliding_window": 4},
            *each("attention_bias", False, True),
            *each("use_mrope", True),
            *each("head_dim", 6),
            *each("no_bias", True),
        ],
    ),
    "qwen3-a": (
        "qwen3",
        ["q_proj", "down_proj"],
        [NEXT],
        [
            *DECODER,
            *each("attention_bias", True),
            {"use_sliding_window": True, "sliding_window": 4, "max_window_layers": 1, "layer_types": None},
            {"use_sliding_window": True, "sliding_window": 4, "layer_types": [FULL, NEAR]},
            *each("use_qk_norm", False),
            *each("head_dim", 8),
        ],
    ),
    "gemma3-a": (
        "gemma3_text",
        ["q_proj", "down_proj"],
        [NEXT],
        [
            *each("attn_logit_softcapping", 2.0),
            *each("final_logit_softcapping", 2.0),
            *each("query_pre_attn_scalar", 3, 64),
            *each("sliding_window", 3),
            {"sliding_window_pattern": 2, "layer_types": None},
            {"_sliding_window_pattern": 2, "layer_types": None},
            *each("layer_types", None, [FULL] * 4, [NEAR] * 4, [FULL]),
            *each("rope_local_base_freq", 9.0),
            *each("rope_theta", 9.0),
            *each("rope_scaling", None, {"rope_type": "linear", "factor": 2.0}, {"rope_type": "yarn", "factor": 2.0}),
            *each("hidden_activation", "silu", "gelu", "made_up"),
            *each("hidden_act", "silu"),
            *each("use_bidirectional_attention", True),
            *each("attention_bias", True),
            *each("tie_word_embeddings", False),
            *each("rms_norm_eps", 0.1),
            *each("head_dim", 8),
            *each("num_key_value_heads", 1),
        ],
    ),
    "phi3-a": (
        "phi3",
        ["qkv_proj", "gate_up_proj"],
        [NEXT],
        [
            {"partial_rotary_factor": 1.0, "rope_scaling": longrope(6)},
            {"partial_rotary_factor": 0.5, "rope_scaling": longrope(3)},
            {"partial_rotary_factor": 0.5, "rope_scaling": longrope(4)},
            *each("sliding_window", 3),
            *each("rope_scaling", None, {"type": "linear", "factor": 2.0}),
            *each("attention_bias", True),
            *each("tie_word_embeddings", True),
            *each("original_max_position_embeddings", 8, 300),
            *each("max_position_embeddings", 32),
            *each("rope_theta", 50.0),
            *each("hidden_act", "gelu", "made_up"),
            *each("embd_pdrop", 0.5),
            *each("rms_norm_eps", 0.1),
        ],
    ),
    "smollm3-a": (
        "smollm3",
        ["q_proj", "down_proj"],
        [NEXT],
        [
            *DECODER,
            *each("no_rope_layers", [0, 1, 0, 1], [1, 1, 1, 1], [0, 0, 0, 0], [1], None),
            {"no_rope_layers": None, "no_rope_layer_interval": 2},
            {"use_sliding_window": True, "sliding_window": 3, "layer_types": None},
            {"use_sliding_window": True, "sliding_window": 3, "layer_types": [NEAR, FULL, NEAR, FULL]},
            *each("mlp_bias", True),
            *each("attention_bias", True),
        ],
    ),
    "t5-a": (
        "t5",
        ["q", "wo"],
        [WRITTEN],
        [
            *[
                {"feed_forward_proj": word, "dense_act_fn": ABSENT, "is_gated_act": ABSENT}
                for word in ("relu", "gelu", "silu", "gated-silu", "gated-gelu", "gated-relu", "gelu-gated", "tanh", "made_up")
            ],
            *each("feed_forward_proj", "gated-gelu", "gelu"),
            *each("is_gated_act", True),
            *each("dense_act_fn", "silu"),
            *each("tie_word_embeddings", False, True),
            *each("scale_decoder_outputs", False, True),
            {"scale_decoder_outputs": True, "tie_word_embeddings": False},
            *each("relative_attention_num_buckets", 16),
            *each("relative_attention_max_distance", 10),
            *each("is_decoder", True),
            *each("num_decoder_layers", 1, 3),
            *each("decoder_start_token_id", 5),
            *each("layer_norm_epsilon", 0.1),
            *each("d_kv", 12),
            *each("num_heads", 2),
        ],
    ),
    "bart-a": (
        "bart",
        ["q_proj", "fc1"],
        [WRITTEN],
        [
            *each("scale_embedding", True),
            *each("normalize_before", True),
            *each("normalize_embedding", False),
            *each("add_final_layer_norm", True),
            *each("add_final_layernorm", True),
            *each("static_position_embeddings", True),
            *each("add_bias_logits", True),
            *each("activation_function", *ACTIVATIONS, *ODD),
            *each("tie_word_embeddings", False),
            *each("extra_pos_embeddings", 3),
            *each("encoder_layerdrop", 0.1),
            *each("decoder_layerdrop", 0.1),
            *each("decoder_start_token_id", 5),
            *each("decoder_attention_heads", 2),
            *each("decoder_layers", 1),
            *each("encoder_ffn_dim", 24),
            *each("is_encoder_decoder", False),
        ],
    ),
    "vit-a": (
        "vit",
        ["q_proj", "v_proj"],
        [PICTURES],
        [
            *each("pooler_act", "relu"),
            *each("qkv_bias", False),
            *each("hidden_act", *ACTIVATIONS, *ODD),
            *each("layer_norm_eps", 0.1),
            *each("num_channels", 1),
            *each("encoder_stride", 8),
            *each("pooler_output_size", 9),
            *each("patch_size", 8),
            *each("image_size", 32),
            *each("is_decoder", True),
        ],
    ),
}


class Changed:
    """A tiny model with one change, on both sides."""

    def __init__(self, service, tally, model, archive, targets, heads, parent):
        self.service, self.tally, self.model, self.targets, self.heads = service, tally, model, targets, heads
        self.directory = parent / "models" / model
        self.archive = archive
        self.generator = torch.Generator()
        self.tried = 0

    def try_change(self, change, seed):
        self.tried += 1
        what = f"{self.model} {json.dumps(change)}"
        name = f"keys-{self.model}-{seed}-{self.tried}"
        with tempfile.TemporaryDirectory() as directory:
            directory = pathlib.Path(directory)
            config = json.loads((self.directory / "config.json").read_text()) | change
            config = {key: value for key, value in config.items() if value != ABSENT}
            (directory / "config.json").write_text(json.dumps(config))
            try:
                self.make(directory, config, seed)
                theirs = [self.adapted(directory, head, i) for i, head in enumerate(self.heads)]
            except Exception as failure:  # whatever a library says of a configuration is the finding
                theirs = f"{type(failure).__name__}: {str(failure)[:150]}"
                if not (directory / "model.safetensors").exists():
                    # Registered with the weights of the unchanged model, so that its keys are what is judged.
                    (directory / "model.safetensors").write_bytes((self.directory / "model.safetensors").read_bytes())
            refusal = self.register(name, directory)
            self.judge(what, name, change, theirs, refusal)

    def judge(self, what, name, change, theirs, refusal):
        self.tally.count += 1
        if refusal:
            if not any(key.lstrip("_") in refusal for key in self.names(change)):
                self.tally.fail(what, f"refused, but not by its name: {refusal}" + (f" ({theirs})" if isinstance(theirs, str) else ""))
            else:
                self.tally.refuse(what, refusal)
        elif isinstance(theirs, str):
            self.tally.fail(what, "registered, but transformers says " + theirs)
        else:
            self.tally.count -= 1
            for head, (directory, inputs, logits) in zip(self.heads, theirs):
                with directory:
                    saved = pathlib.Path(directory.name)
                    adapter = self.service.add_adapter(name, saved)
                    ours = self.service.logits(adapter["id"], inputs)
                    self.tally.compare(f"{what} {head['kind']}", ours, logits)

    def names(self, change):
        """A change's keys, and those inside."""
        for key, value in change.items():
            yield key
            if isinstance(value, dict):
                yield from value

    def make(self, directory, config, seed):
        """Random weights of every tensor that the configuration asks for."""
        read = transformers.AutoConfig.from_pretrained(directory)
        kind = getattr(transformers, BASES.get(self.heads[0]["kind"], "AutoModelForMaskedLM"))
        torch.manual_seed(seed)
        model = kind.from_config(read, attn_implementation="eager")
        with torch.no_grad():
            for name, tensor in model.named_parameters():
                noise = torch.randn(tensor.shape)
                if tensor.dim() > 1:
                    tensor.copy_(noise / math.sqrt(tensor.shape[-1]) * 1.5)
                else:
                    tensor.add_(noise * 0.2)
        model.save_pretrained(directory)
        # As somebody may have it, and not as this version of the library writes it.
        (directory / "config.json").write_text(json.dumps(config))

    @torch.no_grad()
    def adapted(self, directory, head, number):
        """A saved adapter, what to ask, and the logits in memory."""
        more = {"num_labels": head["labels"]} if "labels" in head else {}
        kind = getattr(transformers, "AutoModelFor" + head["kind"])
        torch.manual_seed(number + 100)
        model = kind.from_pretrained(directory, attn_implementation="eager", **more)
        arguments = dict(r=4, lora_alpha=8, target_modules=self.targets, fan_in_fan_out=self.archive == "gpt2")
        if "saved" in head:
            arguments["modules_to_save"] = head["saved"]
        model = peft.get_peft_model(model, peft.LoraConfig(task_type=head["task"], **arguments))
        for name, tensor in model.named_parameters():
            if tensor.requires_grad:
                tensor.add_(torch.randn_like(tensor) * 0.1)
        model.eval()
        saved = tempfile.TemporaryDirectory()
        model.save_pretrained(saved.name)
        inputs = self.inputs(json.loads((directory / "config.json").read_text()), head)
        rows = []
        for i in range(len(next(iter(inputs.values())))):
            given = {key: torch.tensor([column[i]]) for key, column in inputs.items()}
            if "pixel_values" not in given:
                given["attention_mask"] = torch.ones_like(given["input_ids"])
            rows.append(model(**given).logits.flatten())
        return saved, inputs, rows

    def inputs(self, config, head):
        self.generator.manual_seed(7)
        if head is PICTURES:
            shape = (2, config["num_channels"], config["image_size"], config["image_size"])
            return {"pixel_values": torch.randn(shape, generator=self.generator).tolist()}
        draw = lambda length: torch.randint(6, 120, (length,), generator=self.generator).tolist()
        # No token that means the end or the padding anywhere; Phi-3 turns all rows as the longest asks for,
        # and DeBERTa's tiny model may have 24 positions.
        lengths = {"phi3": [20, 17], "deberta-v2": [3, 22, 17]}.get(self.archive, [3, 30, 17])
        given = {"input_ids": [draw(length) for length in lengths]}
        if head is WRITTEN:
            given["decoder_input_ids"] = [[config["decoder_start_token_id"], *draw(length)] for length in (25, 3, 9)]
        return given

    def register(self, name, directory):
        """What the service says against it."""
        files = [("files", (n, (directory / n).read_bytes())) for n in ("config.json", "model.safetensors")]
        for extra in ("tokenizer.json", "tokenizer_config.json", "preprocessor_config.json"):
            if (self.directory / extra).exists():
                files.append(("files", (extra, self.of_size(extra, directory))))
        answer = self.service.http.post("/v1/models", data={"name": name}, files=files)
        if answer.status_code in (400, 422):
            return answer.json()["error"]["message"]
        self.service.json(answer)
        return None

    def of_size(self, extra, directory):
        """The preprocessor's pictures as large as the model's, with as many channels."""
        text = (self.directory / extra).read_text()
        if extra == "preprocessor_config.json":
            config = json.loads((directory / "config.json").read_text())
            size = config["image_size"]
            own = {"size": {"height": size, "width": size}}
            own |= {key: [0.5] * config["num_channels"] for key in ("image_mean", "image_std")}
            text = json.dumps(json.loads(text) | own)
        return text.encode()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--only", choices=MODELS)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    service, tallies = Service(asked.service), {}
    for model in [asked.only] if asked.only else MODELS:
        archive, targets, heads, changes = MODELS[model]
        tally = tallies[model] = Tally()
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(PARITY / f"{archive}.zip").extractall(directory)
            side = Changed(service, tally, model, archive, targets, heads, pathlib.Path(directory))
            for change in [{}, *changes]:
                try:
                    side.try_change(change, asked.seed)
                except Exception as failure:
                    tally.fail(f"{model} {json.dumps(change)}", f"{type(failure).__name__}: {str(failure)[:400]}")
        for reason, cases in tally.refused.items():
            print(f"refused ({len(cases)}): {reason}  e.g. {cases[0]}")
        told = f"{tally.count} comparisons and refusals, {len(tally.failed)} failed"
        print(f"{model}: {len(changes) + 1} configurations, {told}, the largest difference {tally.largest:.2e}", flush=True)
    sys.exit(1 if any(tally.failed for tally in tallies.values()) else 0)


if __name__ == "__main__":
    main()
