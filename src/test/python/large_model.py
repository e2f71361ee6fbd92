"""Writes a LLaMA-shaped model of random weights, sharded, to see what a large one costs.

    python src/test/python/large_model.py --into DIRECTORY --tokenizer TINY_MODEL [--layers 24] [--dtype bfloat16]

What it needs: torch and safetensors, and the directory of a tiny model whose tokenizer it takes over. The
defaults make 1.53 thousand million parameters in four files. It is no part of the build.
"""

import argparse
import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file

TOKENIZER = ["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"]


def tensors(at):
    """Names, shapes and spreads, in the order of the model."""
    keys = at.hidden * at.key_heads // at.heads
    yield "model.embed_tokens.weight", (at.vocabulary, at.hidden)
    for i in range(at.layers):
        layer = f"model.layers.{i}."
        yield layer + "input_layernorm.weight", (at.hidden,)
        yield layer + "self_attn.q_proj.weight", (at.hidden, at.hidden)
        yield layer + "self_attn.k_proj.weight", (keys, at.hidden)
        yield layer + "self_attn.v_proj.weight", (keys, at.hidden)
        yield layer + "self_attn.o_proj.weight", (at.hidden, at.hidden)
        yield layer + "post_attention_layernorm.weight", (at.hidden,)
        yield layer + "mlp.gate_proj.weight", (at.intermediate, at.hidden)
        yield layer + "mlp.up_proj.weight", (at.intermediate, at.hidden)
        yield layer + "mlp.down_proj.weight", (at.hidden, at.intermediate)
    yield "model.norm.weight", (at.hidden,)
    if not at.tied:
        yield "lm_head.weight", (at.vocabulary, at.hidden)


def filled(shape, dtype):
    values = torch.empty(shape, dtype=dtype)
    return values.fill_(1.0) if len(shape) == 1 else values.normal_(0, 0.02)


def write(at):
    dtype = getattr(torch, at.dtype)
    at.into.mkdir(parents=True)
    shards, size = [[]], 0
    for name, shape in tensors(at):
        size += shape[0] * (shape[1] if len(shape) > 1 else 1) * dtype.itemsize
        if size > at.shard_bytes and shards[-1]:
            shards.append([])
            size = 0
        shards[-1].append((name, shape))
    files, total = {}, 0
    for number, shard in enumerate(shards, 1):
        file = f"model-{number:05d}-of-{len(shards):05d}.safetensors"
        made = {name: filled(shape, dtype) for name, shape in shard}
        save_file(made, at.into / file, metadata={"format": "pt"})
        files |= dict.fromkeys(made, file)
        total += sum(tensor.numel() * dtype.itemsize for tensor in made.values())
    index = {"metadata": {"total_size": total}, "weight_map": files}
    (at.into / "model.safetensors.index.json").write_text(json.dumps(index))
    config = dict(
        architectures=["LlamaForCausalLM"],
        model_type="llama",
        vocab_size=at.vocabulary,
        hidden_size=at.hidden,
        intermediate_size=at.intermediate,
        num_hidden_layers=at.layers,
        num_attention_heads=at.heads,
        num_key_value_heads=at.key_heads,
        max_position_embeddings=2048,
        rms_norm_eps=1e-5,
        rope_theta=500000.0,
        hidden_act="silu",
        pad_token_id=2,
        bos_token_id=1,
        eos_token_id=2,
        tie_word_embeddings=at.tied,
        torch_dtype=at.dtype,
    )
    (at.into / "config.json").write_text(json.dumps(config, indent=2))
    for file in TOKENIZER:
        if (at.tokenizer / file).exists():
            shutil.copy(at.tokenizer / file, at.into / file)
    return total


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--into", type=pathlib.Path, required=True)
    asked.add_argument("--tokenizer", type=pathlib.Path, required=True)
    asked.add_argument("--vocabulary", type=int, default=32_000)
    asked.add_argument("--hidden", type=int, default=2048)
    asked.add_argument("--intermediate", type=int, default=8192)
    asked.add_argument("--layers", type=int, default=24)
    asked.add_argument("--heads", type=int, default=32)
    asked.add_argument("--key-heads", type=int, default=8)
    asked.add_argument("--tied", action=argparse.BooleanOptionalAction, default=True)
    asked.add_argument("--dtype", choices=["bfloat16", "float16", "float32"], default="bfloat16")
    asked.add_argument("--shard-bytes", type=int, default=1_000_000_000)
    at = asked.parse_args()
    torch.manual_seed(1)
    print(f"{write(at)} bytes of weights")


if __name__ == "__main__":
    main()
