"""Writes src/test/resources/parity/lstm.zip: p-tuning with an LSTM as PEFT 0.21 computes it on a tiny BERT.

Run with a Python that has torch 2.13, transformers 5.18 and peft 0.21, from the root of the project. The model and its
tolerances are those of the reference numbers beside it; all weights are random.
"""

import json
import pathlib
import tempfile
import zipfile

import torch
from peft import PromptEncoderConfig, get_peft_model
from safetensors.torch import save
from transformers import BertForSequenceClassification

CASE = "peft-bert-ptuning-lstm"
OUT = pathlib.Path("src/test/resources/parity")

work = pathlib.Path(tempfile.mkdtemp())
with zipfile.ZipFile(OUT / "bert.zip") as archive:
    archive.extractall(work)
torch.manual_seed(16)
base = BertForSequenceClassification.from_pretrained(
    work / "models/bert-a", num_labels=2, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
)
ids = torch.randint(5, base.config.vocab_size, (4, 15))
lengths = torch.tensor([15, 9, 12, 7])
mask = (torch.arange(15)[None] < lengths[:, None]).long()
inputs = {
    "input_ids": ids * mask,
    "attention_mask": mask,
    "token_type_ids": torch.zeros_like(ids),
    "labels": torch.tensor([0, 1, 1, 0]),
}
base.eval()
tensors = {"input/" + name: value for name, value in inputs.items()}
with torch.no_grad():
    tensors["base/logits"] = base(**inputs).logits.clone()

config = PromptEncoderConfig(
    task_type="SEQ_CLS",
    num_virtual_tokens=4,
    encoder_reparameterization_type="LSTM",
    encoder_hidden_size=5,
    encoder_num_layers=2,
    encoder_dropout=0.0,
)
model = get_peft_model(base, config)
with torch.no_grad():
    for parameter in model.prompt_encoder.parameters():
        parameter.copy_(torch.randn(parameter.shape) * 0.5)
model.eval()


def published(name):
    return name.replace("prompt_encoder.default.", "prompt_encoder.").replace(".modules_to_save.default", "")


trained = {published(name): p for name, p in model.named_parameters() if p.requires_grad}
for name, parameter in trained.items():
    if name.startswith("prompt_encoder."):
        tensors["init/" + name] = parameter.detach().clone()

model.save_pretrained(work / "default")
out = model(**inputs)
tensors["expected/logits"] = out.logits.detach().clone()
tensors["expected/loss"] = out.loss.detach().clone()
out.loss.backward()
for name, parameter in trained.items():
    tensors["grad/" + name] = parameter.grad.clone()
model.zero_grad()

optimizer = torch.optim.AdamW(trained.values(), lr=1e-3, weight_decay=0.01)
losses = []
for step in range(11):
    loss = model(**inputs).loss
    losses.append(loss.detach().clone())
    if step < 10:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
tensors["train/losses"] = torch.stack(losses)

saved = json.loads((work / "default/adapter_config.json").read_text())
saved["base_model_name_or_path"] = "bert-a"
(work / "default/adapter_config.json").write_text(json.dumps(saved, indent=2, sort_keys=True))
case = {
    "id": CASE,
    "library": "peft",
    "model": "bert-a",
    "model_type": "bert",
    "model_class": "BertForSequenceClassification",
    "method": "p_tuning",
    "preset": None,
    "adapters": [{"name": "default", "path": "default", "config": saved}],
    "composition": {"type": "single", "children": ["default"]},
    "trained_adapters": ["default"],
    "head": {
        "kind": "static",
        "name": None,
        "type": "classification",
        "num_labels": 2,
        "task_type": "SEQ_CLS",
        "problem_type": None,
        "path": "default",
    },
    "checks": ["logits", "loss", "grad", "train"],
    "optimizer": {"type": "AdamW", "lr": 0.001, "weight_decay": 0.01, "steps": 10},
    "tolerance": {"logits": 0.0001, "loss": 0.0001, "grad": 0.0001, "grad_rel": 0.001, "train_losses": 0.0002},
    "prompt": {"checkpoint_key": "prompt_embeddings", "logits_rows": "text only"},
    "provenance": {"source": "reference", "peft": "0.21.0", "transformers": "5.18.0", "torch": "2.13.0", "attention": "eager"},
}
with zipfile.ZipFile(OUT / "lstm.zip", "w", zipfile.ZIP_DEFLATED) as archive:

    def add(name, content):
        archive.writestr(zipfile.ZipInfo(f"today/{CASE}/{name}", (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)

    add("case.json", json.dumps(case, indent=1))
    add("io.safetensors", save({name: value.contiguous() for name, value in tensors.items()}))
    for file in ("adapter_config.json", "adapter_model.safetensors"):
        add("default/" + file, (work / "default" / file).read_bytes())
print({name: tuple(value.shape) for name, value in tensors.items()})
print(losses[0].item(), losses[-1].item(), (tensors["expected/logits"] - tensors["base/logits"]).abs().max().item())
