"""Every PEFT file of MethodWalkTest in PEFT itself: the logits that it gives against those that the service gave.

  ./mvnw test -Dtest=MethodWalkTest -Dgraft.walk.write=DIR
  python methods_check.py DIR MODEL

MODEL is the directory of the tiny model bert-a. Needs torch, transformers and peft. A line is printed for each file,
and the exit status says whether all agreed.
"""
import glob
import json
import os
import sys
import tempfile
import zipfile

import torch
import transformers
from peft import PeftModel
from transformers import AutoModelForSequenceClassification, AutoTokenizer

TEXTS = ["go", "stop now"]
TOLERANCE = 1e-4
transformers.logging.set_verbosity_error()


def logits(base, files):
    tokenizer = AutoTokenizer.from_pretrained(base)
    with tempfile.TemporaryDirectory() as directory:
        zipfile.ZipFile(files).extractall(directory)
        config = json.load(open(os.path.join(directory, "adapter_config.json")))
        model = AutoModelForSequenceClassification.from_pretrained(base, num_labels=2, attn_implementation="eager")
        model = PeftModel.from_pretrained(model, directory).eval()
    rows = []
    with torch.no_grad():
        for text in TEXTS:
            rows.append(model(**tokenizer(text, return_tensors="pt")).logits[0].tolist())
    return config["peft_type"], rows


def main(directory, base):
    failed = 0
    for files in sorted(glob.glob(os.path.join(directory, "*.peft.zip"))):
        expected = [row["logits"] for row in json.load(open(files[:-4] + ".json"))]
        name = os.path.basename(files)[: -len(".peft.zip")]
        try:
            kind, found = logits(base, files)
            difference = max(abs(a - b) for x, y in zip(found, expected) for a, b in zip(x, y))
            passed = difference <= TOLERANCE
            print("ok    " if passed else "FAILED", kind, name, "%.1e" % difference, flush=True)
        except Exception as e:  # whatever the library says of a file is the finding
            passed = False
            print("FAILED", name, type(e).__name__, str(e)[:300], flush=True)
        failed += not passed
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:3]) else 0)
