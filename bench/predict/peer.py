"""The peer of Predict.java: a sequence classifier with LoRA on PEFT and PyTorch, as its users run it.

Called with a model directory and a file of shapes, a line each: how often, and the texts as JSON. For each line on its
standard input, the number of a shape and how many times, it answers with a line: nanoseconds from texts to scores, a
colon, nanoseconds of the forward pass alone, for each time.
"""
import json
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForSequenceClassification, AutoTokenizer

directory, shapes = sys.argv[1], [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
tokenizer = AutoTokenizer.from_pretrained(directory)
model = AutoModelForSequenceClassification.from_pretrained(directory, num_labels=2)
model = get_peft_model(
    model, LoraConfig(task_type="SEQ_CLS", r=8, lora_alpha=16, target_modules=["query", "value"])
).eval()

for line in sys.stdin:
    shape, times = map(int, line.split())
    measured = []
    for _ in range(times):
        begun = time.perf_counter_ns()
        batch = tokenizer(shapes[shape], truncation=True, max_length=128, padding=True, return_tensors="pt")
        read = time.perf_counter_ns()
        with torch.no_grad():
            model(**batch).logits.tolist()
        done = time.perf_counter_ns()
        measured.append(f"{done - begun}:{done - read}")
    print(" ".join(measured), flush=True)
