"""PEFT on the work of bench/gpu-check's part "speed": peer.py MODEL STEPS BATCH LENGTH DEVICE; prints one line of JSON.

bf16 weights, fused attention, LoRA r 8 on q_proj and v_proj in float32, fused AdamW, gradients clipped at 1."""

import json
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

path, steps, batch, length, device = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
on_card = device != "cpu"
warm = max(1, steps // 3)
model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.bfloat16, attn_implementation="sdpa")
config = LoraConfig(r=8, lora_alpha=8, target_modules=["q_proj", "v_proj"], lora_dropout=0.0, task_type="CAUSAL_LM")
model = get_peft_model(model, config).to(device).train()
trained = [p for p in model.parameters() if p.requires_grad]
optimizer = torch.optim.AdamW(trained, 1e-3, fused=on_card)
ids = torch.randint(5, 100, (batch, length), device=device)
if on_card:
    torch.cuda.reset_peak_memory_stats()
for step in range(steps):
    if step == warm:
        if on_card:
            torch.cuda.synchronize()
        start = time.perf_counter()
    model(input_ids=ids, labels=ids).loss.backward()
    torch.nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    optimizer.zero_grad()
if on_card:
    torch.cuda.synchronize()
seconds = (time.perf_counter() - start) / (steps - warm)
peak = torch.cuda.max_memory_reserved() >> 20 if on_card else 0
print(json.dumps({"seconds_per_step": round(seconds, 6), "peak_MiB": peak}), flush=True)
