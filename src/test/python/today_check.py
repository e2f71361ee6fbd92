"""Walks each method that people bring today through a running service, on base models of real size.

    python src/test/python/today_check.py --models DIR [--service http://localhost:8080] [--only WORD] [--part NAME]

DIR holds all-MiniLM-L6-v2 and small-lm, which the service has too (`GRAFT_MODELS=DIR`). What else it needs is as in
exchange_check.py beside it, whose parts it uses. Parts:
- methods: each is described, trained some steps, asked, taken away in each form that can say it (and refused by the
  others), loaded in PEFT where that has it, brought back, merged, reset; the merged model is loaded in transformers;
- decoder: PEFT's methods for the next token, in the same way;
- combine: each way of combining adapters, against PEFT's own; and the mean of two adapters of each method;
- grid: lists of weights, of which the best is kept;
- drop: layers that are left out in training and in predictions.
It prints a line for each difference, and in the end how many comparisons there were.
"""

import argparse
import gzip
import io
import json
import pathlib
import re
import sys
import tempfile
import time
import warnings
import zipfile

import peft
import torch
import transformers
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors

import exchange_check
from exchange_check import Service, Tally

# Every head is new to its checkpoint, and PEFT warns of its own files' patterns.
transformers.utils.logging.set_verbosity_error()
warnings.filterwarnings("ignore", module="peft")

EXAMPLES = pathlib.Path(__file__).parents[3] / "examples"
ENCODER, DECODER = "all-MiniLM-L6-v2", "small-lm"
TEXTS = ["Great phone, works well!", "it broke after two days and nobody answers", "ok"]
#: of float32 over whole models; logits are some units
TOLERANCE = 1e-4

METHODS = [
    "pfeiffer", "houlsby", "parallel", "scaled_parallel", "adapter_plus", "pfeiffer+inv", "houlsby+inv",
    "compacter", "compacter++", "lora[init_weights='bert']", "ia3", "dora", "vera", "dvora", "mtl_lora[n_up_projection=2]",
    "prefix_tuning", "prefix_tuning_flat", "prefix_tuning_flat[shift_positions=True]", "prompt_tuning",
    "prompt_tuning[combine='prefix_after_bos',prompt_init='from_string',prompt_init_text='Is it good?']",
    "loreft[suffix_positions=1]", "noreft", "direft", "mam", "unipelt",
    "peft_lora", "peft_lora[use_rslora=True,r=4]", "peft_lora[use_dora=True,r=4]", "peft_lora[lora_bias=True,r=4]",
    "peft_lora[init_lora_weights='pissa',r=4]", "peft_lora[init_lora_weights='pissa_niter_4',r=4]",
    "peft_lora[init_lora_weights='olora',r=4]", "peft_lora[init_lora_weights='orthogonal',r=4]",
    "peft_lora[init_lora_weights='gaussian',r=4]", "peft_lora[init_lora_weights=False,r=4]",
    "peft_lora[init_lora_weights='pissa',use_rslora=True,r=4]",
    "peft_lora[target_modules=['query'],trainable_token_indices=[2204, 3532]]",
    "peft_lora[r=4,layers_to_transform=[1, 3],exclude_modules=['key'],rank_pattern={'query': 2},alpha_pattern={'value': 3}]",
    "peft_lora[bias='all',r=4]",
    "peft_ia3", "peft_vera[r=16,target_modules=['query', 'value']]",
    "peft_vera[r=16,target_modules=['query', 'value'],save_projection=False]",
    "peft_adalora[init_r=6,target_r=3,tinit=1,tfinal=2]", "peft_adalora[init_r=4,target_r=1,tinit=1,tfinal=2,target_modules=['query', 'value']]",
    "peft_ln_tuning", "peft_prompt_tuning", "peft_prompt_tuning[prompt_tuning_init='TEXT',prompt_tuning_init_text='Is it good?',num_virtual_tokens=6]",
    "peft_prompt_tuning[prompt_tuning_init='SAMPLE_VOCAB',num_virtual_tokens=6]",
    "peft_p_tuning[num_virtual_tokens=6]",
    "peft_p_tuning[num_virtual_tokens=6,encoder_hidden_size=32,encoder_reparameterization_type='LSTM']",
    "peft_trainable_tokens[token_indices=[2204, 3532]]",
]  # fmt: skip

OF_DECODER = [
    "lora[r=4]", "ia3", "prefix_tuning_flat[shift_positions=True]",
    "peft_lora[use_rslora=True,r=4]", "peft_lora[use_dora=True,r=4]", "peft_lora[init_lora_weights='pissa',r=4]",
    "peft_lora[init_lora_weights='olora',r=4]", "peft_lora[target_modules=['q_proj'],trainable_token_indices=[7, 300]]",
    "peft_ia3", "peft_vera[r=16,target_modules=['q_proj', 'v_proj']]", "peft_adalora[init_r=6,target_r=3,tinit=1,tfinal=2]",
    "peft_ln_tuning", "peft_prompt_tuning[num_virtual_tokens=6]", "peft_p_tuning[num_virtual_tokens=6]",
    "peft_p_tuning[num_virtual_tokens=6,encoder_hidden_size=32,encoder_reparameterization_type='LSTM']",
    "peft_trainable_tokens[token_indices=[7, 300]]",
]  # fmt: skip

#: what its attributes keep out of a form that knows the method
CANNOT = {
    "prefix_tuning": ["peft"],
    "prefix_tuning_flat": ["peft"],
    "prefix_tuning_flat[shift_positions=True]": ["adapterhub"],
}

#: the tensors that make a module change nothing, and what they must be for that
NEUTRAL = {
    "pfeiffer": ("adapter_up", 0),
    "lora[init_weights='bert']": ("lora_B", 0),
    "noreft": ("projection", 0),
    "ia3": ("lora_B", 1),
    "peft_lora": ("lora_B", 0),
}


class Walk:
    def __init__(self, service, models, only):
        self.service, self.models, self.only, self.tally = service, models, only, Tally()
        self.files = {}
        self.described = {
            name: method
            for method in self.get("/v1/adapter_methods")["data"]
            for name in [method["id"], *method["aliases"]]
        }

    # -- the service

    def get(self, path):
        return self.service.json(self.service.http.get(path))

    def post(self, path, **body):
        return self.service.json(self.service.http.post(path, json=body))

    def file(self, name, rows):
        if name not in self.files:
            sent = {"file": (name + ".jsonl", "\n".join(json.dumps(row) for row in rows))}
            answer = self.service.http.post("/v1/files", data={"purpose": "fine-tune"}, files=sent)
            self.files[name] = self.service.json(answer)["id"]
        return self.files[name]

    def sentences(self, part, count):
        rows = [json.loads(line) for line in open(EXAMPLES / "product-sentences" / f"{part}.jsonl")]
        return self.file(f"{part}-{count}", rows[:count])

    def conversations(self, count):
        with gzip.open(EXAMPLES / "wordnet-chat" / "train.jsonl.gz", "rt") as lines:
            return self.file(f"chat-{count}", [json.loads(next(lines)) for _ in range(count)])

    def train(self, model, adapter, seed=1, **training):
        file = self.sentences("train", 64) if model == ENCODER else self.conversations(64)
        training = dict(max_steps=8, batch_size=8, learning_rate=0.005) | training
        task = {} if model == ENCODER else {"task": {"type": "causal_lm"}}
        job = self.post(
            "/v1/fine_tuning/jobs",
            model=model, training_file=file, adapter=adapter, training=training, seed=seed, validation_split=0, **task,
        )  # fmt: skip
        while not job["finished_at"]:
            time.sleep(0.3)
            job = self.get("/v1/fine_tuning/jobs/" + job["id"])
        if job["status"] != "succeeded":
            raise RuntimeError(str(job["error"]))
        return self.get("/v1/adapters/" + job["adapter_id"])

    def logits(self, model, adapter, **more):
        ids = self.tokenizer(model)(TEXTS)["input_ids"]
        asked = {"inputs": {"input_ids": ids}, "return": ["logits", "all_logits"]} | more
        rows = self.post(f"/v1/adapters/{adapter}/predict", **asked)["data"]
        return [self.service.of_row(row) for row in rows]

    def change(self, adapter, change):
        return self.service.http.post(f"/v1/adapters/{adapter}/{change}")

    def bring(self, model, archive):
        sent = {"file": ("adapter.zip", archive)}
        return self.service.json(self.service.http.post("/v1/adapters", data={"model": model}, files=sent))

    # -- the libraries

    def tokenizer(self, model):
        return transformers.AutoTokenizer.from_pretrained(self.models / model)

    def base(self, model, path=None):
        kind = "SequenceClassification" if model == ENCODER else "CausalLM"
        more = {"num_labels": 2} if model == ENCODER and path is None else {}
        loaded = getattr(transformers, "AutoModelFor" + kind).from_pretrained(
            path or self.models / model, attn_implementation="eager", dtype=torch.float32, **more
        )
        return loaded.eval()

    @torch.no_grad()
    def asked(self, model, loaded):
        rows = []
        for ids in self.tokenizer(model)(TEXTS)["input_ids"]:
            out = loaded(input_ids=torch.tensor([ids]), attention_mask=torch.ones(1, len(ids), dtype=torch.long))
            # Prompts have logits of their own.
            rows.append((out.logits if model == ENCODER else out.logits[:, -len(ids) :]).flatten())
        return rows

    def in_peft(self, model, archive):
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(io.BytesIO(archive)).extractall(directory)
            return peft.PeftModel.from_pretrained(self.base(model), directory).eval()

    # -- what is said

    def compare(self, what, ours, theirs, tolerance=TOLERANCE):
        self.tally.count += 1
        if any(a.shape != b.shape for a, b in zip(ours, theirs)) or len(ours) != len(theirs):
            self.tally.fail(what, f"{[tuple(a.shape) for a in ours]} against {[tuple(b.shape) for b in theirs]}")
            return
        far = max((a - b).abs().max().item() for a, b in zip(ours, theirs))
        if far <= tolerance:
            self.tally.largest = max(self.tally.largest, far)
        else:
            self.tally.fail(what, f"differs by {far}")

    def holds(self, what, is_so, otherwise):
        self.tally.count += 1
        if not is_so:
            self.tally.fail(what, otherwise)

    def wanted(self, what):
        return not self.only or self.only in what

    def each(self, names, walk):
        for name in names:
            if self.wanted(name):
                before = len(self.tally.failed)
                try:
                    walk(name)
                except Exception as failure:
                    if "--trace" in sys.argv:
                        raise
                    self.tally.fail(name, f"{type(failure).__name__}: {str(failure)[:500]}")
                print("ok     " if len(self.tally.failed) == before else "       ", name, flush=True)

    # -- parts

    def methods(self):
        self.each(METHODS, lambda name: self.method(ENCODER, name))

    def decoder(self):
        self.each(OF_DECODER, lambda name: self.method(DECODER, name))

    def method(self, model, name):
        known = self.described.get(name.split("[")[0], {})
        missing = [key for key in ("description", "citation", "url", "formats", "defaults", "schema") if not known.get(key)]
        self.holds(name + " described", not missing, f"lacks {missing}")
        trained = self.train(model, name)
        ours = self.logits(model, trained["id"])
        self.compare(name + " asked again", self.logits(model, trained["id"]), ours, 0)
        for form in ("adapterhub", "peft", "safetensors"):
            answer = self.service.http.get(f"/v1/adapters/{trained['id']}/weights?format={form}")
            if form not in known.get("formats", []) or form in CANNOT.get(name, []):
                is_refused = answer.status_code == 422 and answer.json()["error"]["code"] == "format_not_supported"
                self.holds(f"{name} refused as {form}", is_refused, f"{answer.status_code} {answer.text[:200]}")
                continue
            if answer.status_code != 200:
                self.tally.fail(f"{name} as {form}", f"{answer.status_code} {answer.text[:300]}")
            elif form != "safetensors":
                back = self.bring(model, answer.content)
                self.compare(f"{name} back from {form}", self.logits(model, back["id"]), ours, 2e-5)
            if form == "peft" and answer.status_code == 200:
                self.compare(f"{name} in PEFT", ours, self.asked(model, self.in_peft(model, answer.content)))
        self.merged(model, name, trained, ours)
        self.service.http.delete("/v1/adapters/" + trained["id"])

    def merged(self, model, name, trained, ours):
        answer = self.change(trained["id"], "merge")
        if answer.status_code != 200:
            self.tally.refuse(name, f"merge: {answer.json()['error']['code']} {answer.json()['error']['message']}")
            self.holds(name + " not merged", answer.status_code < 500, answer.text[:300])
            return
        self.compare(name + " merged", self.logits(model, trained["id"]), ours)
        with tempfile.TemporaryDirectory() as directory:
            refusal = self.service.download(trained["id"], "merged_model", directory)
            if refusal:
                self.tally.refuse(name, "merged model: " + refusal)
            elif (pathlib.Path(directory) / "model_head.safetensors").exists():
                self.tally.refuse(name, "merged model: the head lies beside it")
            else:
                self.compare(name + " merged model", ours, self.asked(model, self.base(model, directory)))
        reset = self.service.json(self.change(trained["id"], "reset"))
        self.holds(name + " reset", reset["sha256"] == trained["sha256"], "has other weights afterwards")
        self.compare(name + " after reset", self.logits(model, trained["id"]), ours, 0)

    def combine(self, adapters, **recipe):
        return self.post("/v1/adapters", combine=dict(adapters=adapters) | recipe)

    def combinations(self):
        ways = {
            "linear": {}, "cat": {}, "svd": {}, "svd of rank 3": dict(method="svd", svd_rank=3),
            "ties": dict(density=0.4), "ties by frequency": dict(method="ties", density=0.4, majority_sign_method="frequency"),
            "ties_svd": dict(density=0.4), "magnitude_prune": dict(density=0.4), "magnitude_prune_svd": dict(density=0.4),
        }  # fmt: skip
        for adapter in ("peft_lora[r=4]", "peft_lora[r=4,use_rslora=True]"):
            parents = [self.train(DECODER, adapter, seed, learning_rate=0.02) for seed in (1, 2)]
            files = [self.service.http.get(f"/v1/adapters/{p['id']}/weights?format=peft").content for p in parents]
            # Of adapters that came from PEFT linear is PEFT's, of others it is AdapterHub's mean.
            parents = [self.bring(DECODER, file) for file in files]
            for name, more in ways.items():
                for weights in ([0.7, 0.3], [1.0, -0.5]):
                    what = f"{name} of two {adapter} by {weights}"
                    self.each([what], lambda what: self.combination(what, name, more, parents, files, weights))
        self.each(["dare_linear", "dare_ties", "dare_linear_svd"], lambda name: self.dare(name, parents))
        hub = [self.train(ENCODER, "lora[init_weights='bert']", seed) for seed in (1, 2)]
        for name, more in (("lora_linear_only_negate_b", {}), ("lora_delta_w_svd", dict(svd_rank=8)), ("linear", dict(heads=True))):
            self.each([name + " of AdapterHub"], lambda what: self.of_hub(what, name, more, hub))
        self.each(METHODS, self.mean)

    def combination(self, what, name, more, parents, files, weights):
        way = dict(method=name) | more
        chosen = [dict(id=p["id"], weight=w) for p, w in zip(parents, weights)]
        made = self.combine(chosen, **way)
        model = self.in_peft(DECODER, files[0])
        with tempfile.TemporaryDirectory() as directory:
            zipfile.ZipFile(io.BytesIO(files[1])).extractall(directory)
            model.load_adapter(directory, adapter_name="second")
        model.add_weighted_adapter(
            ["default", "second"], weights, adapter_name="both", combination_type=way["method"],
            **{key: value for key, value in way.items() if key != "method"},
        )  # fmt: skip
        # A library that keeps the flag computes another scale: see the register of discrepancies.
        model.set_adapter("both")
        if model.peft_config["both"].use_rslora:
            for module in model.modules():
                if hasattr(module, "scaling") and isinstance(module.scaling, dict) and "both" in module.scaling:
                    module.scaling["both"] = 1.0
        self.compare(what, self.logits(DECODER, made["id"]), self.asked(DECODER, model), 2e-4)
        record = self.get("/v1/adapters/" + made["id"])["combination"]
        self.holds(what + " recorded", record["parents"] == [p["id"] for p in parents], str(record)[:300])
        out = self.service.http.get(f"/v1/adapters/{made['id']}/weights?format=peft")
        self.compare(what + " in PEFT", self.logits(DECODER, made["id"]), self.asked(DECODER, self.in_peft(DECODER, out.content)))

    def dare(self, name, parents, density=0.6):
        chosen = [dict(id=p["id"], weight=0.5) for p in parents]
        first, again = (self.combine(chosen, method=name, density=density, seed=5) for _ in range(2))
        other = self.combine(chosen, method=name, density=density, seed=6)
        self.holds(name + " by one seed", first["sha256"] == again["sha256"], "differs")
        self.holds(name + " by another seed", first["sha256"] != other["sha256"], "is the same")
        if name.endswith("_svd"):
            return
        shares = [(0.5 * self.scale(p)) ** 0.5 for p in parents]
        made, x, y = (self.tensors(each["id"]) for each in (first, *parents))
        kept = total = 0
        for key, found in made.items():
            # Which entries were kept is drawn: each must be one of what the four ways would give.
            ways = [(m, n) for m in (0, 1) for n in (0, 1)]
            results = torch.stack([self.dared(name, (m * x[key] / density, n * y[key] / density), shares) for m, n in ways])
            far, way = (results - found).abs().min(0)
            self.compare(f"{name}: {key}", [far], [torch.zeros_like(far)], 1e-5)
            kept += sum(ways[i][0] * (way == i).sum().item() for i in range(4))
            total += way.numel()
        self.holds(name + ": how many are kept", name.endswith("ties") or abs(kept / total - density) < 0.01, f"{kept} of {total}")

    def dared(self, name, pruned, shares):
        if name == "dare_linear":
            return sum(share * x for share, x in zip(shares, pruned))
        elected = torch.where(sum(pruned) >= 0, 1.0, -1.0)
        agreeing = [(x.sign() == elected).float() for x in pruned]
        return sum(share * x * a for share, x, a in zip(shares, pruned, agreeing)) / sum(agreeing).clamp(min=1)

    def scale(self, adapter):
        config = adapter["config"]
        rank = config["r"]
        return config["lora_alpha"] / (rank**0.5 if config["use_rslora"] else rank)

    def of_hub(self, what, name, more, parents):
        weights = [0.75, -0.25] if "negate" in name else [0.75, 0.25]
        made = self.combine([dict(id=p["id"], weight=w) for p, w in zip(parents, weights)], method=name, **more)
        first, second = (w / sum(weights) for w in weights)
        new, a, b = (self.tensors(each["id"]) for each in (made, *parents))
        if name == "lora_delta_w_svd":
            for key in [key for key in new if key.endswith("lora_A")]:
                other = key.replace("lora_A", "lora_B")
                u, s, v = torch.linalg.svd(first * a[other] @ a[key] + second * b[other] @ b[key])
                rank = more["svd_rank"]
                self.compare(f"{what}: {key}", [new[other] @ new[key]], [u[:, :rank] * s[:rank] @ v[:rank]], 1e-5)
        else:
            signs = {key: abs(second) if "negate" in name and key.endswith("lora_A") else second for key in new}
            self.compare(what, list(new.values()), [first * a[key] + signs[key] * b[key] for key in new], 1e-5)
        if more.get("heads"):
            new, a, b = (self.tensors(each["id"], heads=True) for each in (made, *parents))
            self.compare(what + ": heads", list(new.values()), [first * a[key] + second * b[key] for key in new], 1e-5)
            self.holds(what + ": heads are there", len(new) > 1, str(list(new)))
        for form in ("adapterhub", "peft"):
            answer = self.service.http.get(f"/v1/adapters/{made['id']}/weights?format={form}")
            back = self.bring(ENCODER, answer.content)
            self.compare(f"{what} as {form}", self.logits(ENCODER, back["id"]), self.logits(ENCODER, made["id"]))

    def mean(self, name):
        parents = [self.train(ENCODER, name, seed) for seed in (1, 2)]
        answer = self.service.http.post(
            "/v1/adapters",
            json={"combine": {"adapters": [dict(id=p["id"], weight=w) for p, w in zip(parents, (0.75, 0.25))],
                              "normalize_weights": True}},
        )  # fmt: skip
        if answer.status_code != 200:
            self.holds(f"mean of {name}", answer.status_code == 422, answer.text[:300])
            self.tally.refuse(name, "mean: " + answer.json()["error"]["message"])
            return
        made, a, b = (self.tensors(each["id"]) for each in (answer.json(), *parents))
        kept = [key for key in made if key in a and key in b]
        self.holds(f"mean of {name}: tensors", len(kept) > 0, f"{list(made)[:3]} of {list(a)[:3]}")
        expected = [0.75 * a[key] + 0.25 * b[key] for key in kept]
        self.compare(f"mean of {name}", [made[key] for key in kept], expected, 1e-5)

    def tensors(self, adapter, heads=False):
        """The adapter's own tensors, or those of its head."""
        answer = self.service.http.get(f"/v1/adapters/{adapter}/weights?format=safetensors")
        return {key: value for key, value in load_tensors(answer.content).items() if key.startswith("heads.") == heads}

    def grid(self):
        self.each(["grid of lora", "grid of loreft", "grid of peft_lora by ties"], self.one_grid)

    def one_grid(self, what):
        adapter = what.split(" ")[2]
        adapter = "noreft" if adapter == "loreft" else adapter
        parents = [self.train(ENCODER, adapter, seed, max_steps=40, batch_size=16, learning_rate=0.002) for seed in (1, 2)]
        file = self.sentences("validation", 100)
        weights = [[1, 0], [0.5, 0.5], [0, 1], [-1, 2]]
        more = dict(method="ties", density=0.5) if "ties" in what else {}
        made = self.combine([dict(id=p["id"]) for p in parents], weights=weights, evaluate_on=file, **more)
        table = self.get("/v1/adapters/" + made["id"])["combination"]["table"]
        found = [row["metrics"]["accuracy"] for row in table]
        self.holds(what, found == sorted(found, reverse=True) and len(found) == len(weights), str(table))
        evaluation = self.service.http.post(f"/v1/adapters/{made['id']}/evaluations", json={"file": file}).json()
        while not evaluation["finished_at"]:
            time.sleep(0.2)
            evaluation = self.get(f"/v1/adapters/{made['id']}/evaluations/{evaluation['id']}")
        said = evaluation["result"]["metrics"]["accuracy"]
        self.holds(what + " best kept", abs(said - found[0]) < 1e-9, f"{said} is not {found[0]}")
        print("       ", what, [(row["weights"], row["metrics"]["accuracy"]) for row in table])

    def drop(self):
        self.each(["pfeiffer", "lora[init_weights='bert']", "prefix_tuning_flat", "noreft", "ia3", "peft_lora"], self.dropped)

    def dropped(self, name):
        for how in (3, [0, 1]):
            trained = self.train(ENCODER, name, adapter_drop=how)
            job = self.get("/v1/fine_tuning/jobs/" + trained["job_id"]) if trained.get("job_id") else None
            self.holds(f"{name} drop {how}", job is None or job["training"]["adapter_drop"] == how, str(job)[:200])
        whole = self.logits(ENCODER, trained["id"])
        some = self.logits(ENCODER, trained["id"], skip_layers=[0, 1])
        none = self.logits(ENCODER, trained["id"], skip_layers=list(range(6)))
        far = lambda a, b: max((x - y).abs().max().item() for x, y in zip(a, b))
        self.holds(f"{name} skips", far(whole, none) > 1e-6 and far(some, none) > 1e-6, "changes nothing")
        # Trained with [0, 1] off: what those layers hold is what they began with.
        early, late = (self.tensors(each["id"]) for each in (self.train(ENCODER, name, adapter_drop=[0, 1], max_steps=1), trained))
        first = [key for key in late if layer(key) in (0, 1)]
        if first:
            self.compare(f"{name}: layers that were off", [early[key] for key in first], [late[key] for key in first], 0)
        changed = {layer(key) for key in late if (early[key] != late[key]).any()} - {None}
        self.holds(f"{name}: layers that were on", not first or changed == {2, 3, 4, 5}, str(changed))
        if name in NEUTRAL:
            self.compare(f"{name}: layers that are off", some, self.logits(ENCODER, self.without(trained, name, (0, 1))["id"]))
        answer = self.service.http.post(
            f"/v1/adapters/{trained['id']}/predict", json={"inputs": TEXTS, "skip_layers": [6]}
        )
        self.holds(f"{name} skips none that there is", answer.status_code == 422, answer.text[:200])

    def without(self, trained, name, layers):
        """The same adapter with tensors in some layers that change nothing."""
        word, neutral = NEUTRAL[name]
        form = "peft" if name.startswith("peft") else "adapterhub"
        archive = zipfile.ZipFile(io.BytesIO(self.service.http.get(f"/v1/adapters/{trained['id']}/weights?format={form}").content))
        changed = io.BytesIO()
        with zipfile.ZipFile(changed, "w") as out:
            for file in archive.namelist():
                if file.endswith(".bin"):
                    continue
                content = archive.read(file)
                if file.endswith(("adapter.safetensors", "adapter_model.safetensors")):
                    tensors = load_tensors(content)
                    off = [key for key in tensors if layer(key) in layers and word in key]
                    self.holds(f"{name}: tensors of {layers}", len(off) > 0, str(list(tensors)[:4]))
                    content = save_tensors(tensors | {key: torch.full_like(tensors[key], neutral) for key in off}, {"format": "pt"})
                out.writestr(file, content)
        return self.bring(ENCODER, changed.getvalue())


def layer(key):
    found = re.search(r"\blayer\.(\d+)\.", key)
    return int(found.group(1)) if found else None


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--models", type=pathlib.Path, required=True)
    arguments.add_argument("--only", help="what a method's name must have in it")
    arguments.add_argument("--part", choices=["methods", "decoder", "combinations", "grid", "drop"])
    arguments.add_argument("--trace", action="store_true", help="stop at the first error")
    asked = arguments.parse_args()
    walk = Walk(Service(asked.service), asked.models, asked.only)
    for part in [asked.part] if asked.part else ["methods", "decoder", "combinations", "grid", "drop"]:
        getattr(walk, part)()
        print(f"{part}: {walk.tally.count} comparisons so far, {len(walk.tally.failed)} failed", flush=True)
    for reason, cases in walk.tally.refused.items():
        print(f"refused ({len(cases)}): {reason}  e.g. {cases[:4]}")
    print(f"{walk.tally.count} comparisons, {len(walk.tally.failed)} failed, the largest difference {walk.tally.largest:.2e}")
    sys.exit(1 if walk.tally.failed else 0)


if __name__ == "__main__":
    main()
