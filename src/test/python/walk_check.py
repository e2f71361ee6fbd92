"""A walk over the methods that people bring today, as a user of a running service: each is trained, asked, taken away,
loaded by PEFT and brought back; PEFT's own files are brought in; adapters are combined; layers are left out.

    GRAFT_MODELS=DIRECTORY java -jar target/graft.jar
    python src/test/python/walk_check.py --models DIRECTORY [--service http://localhost:8080] [--only bert-a] [--part trained]

DIRECTORY has tiny models: bert-a, and llama-a or gpt2-a, as in the archives of ../resources/parity. Needs torch,
transformers, peft and httpx. Prints a line for each comparison with the largest difference of a logit, and says at the
end whether all held. It is no part of the build.
"""

import argparse
import json
import pathlib
import sys
import tempfile

import peft
import torch
import transformers

from exchange_check import Refused, Service

TOLERANCE = 1e-4
TEXTS = ["a red apple", "is it the big green house ?", "rain", "the old bus"]
ROWS = [dict(text=text, label=label) for text, label in zip(TEXTS, ["no", "yes", "no", "yes"])]
#: names of query, value, and a projection of the feed-forward layer
PLACES = {
    "bert-a": ("query", "value", "intermediate.dense"),
    "llama-a": ("q_proj", "v_proj", "up_proj"),
    "gpt2-a": ("c_attn", "c_attn", "c_fc"),
}
NORMS = {"bert-a": ["attention.output.LayerNorm"], "llama-a": ["input_layernorm"], "gpt2-a": ["ln_1"]}
PAIR_METHODS = {
    "linear": {},
    "cat": {},
    "svd": {"svd_rank": 4},
    "ties": {"density": 0.5, "majority_sign_method": "frequency"},
    "ties_svd": {"density": 0.5, "svd_rank": 4},
    "dare_linear": {"density": 0.5, "seed": 3},
    "dare_ties": {"density": 0.5, "seed": 3},
    "dare_linear_svd": {"density": 0.5, "seed": 3, "svd_rank": 4},
    "dare_ties_svd": {"density": 0.5, "seed": 3, "svd_rank": 4},
    "magnitude_prune": {"density": 0.5},
    "magnitude_prune_svd": {"density": 0.5, "svd_rank": 4},
    "lora_linear_only_negate_b": {},
    "lora_delta_w_svd": {"svd_rank": 4},
}


def trained_methods(model):
    """What the service trains here and PEFT loads."""
    q, v, up = PLACES[model]
    lora = dict(architecture="peft_lora", r=4, lora_alpha=8, target_modules=sorted({q, v}))
    first = lora | dict(target_modules=[q, up])
    return {
        "lora": "lora",
        "peft_lora": "peft_lora",
        "rslora": lora | dict(use_rslora=True),
        "dora": lora | dict(use_dora=True),
        "dora with rslora": lora | dict(use_dora=True, use_rslora=True),
        "lora_bias": lora | dict(lora_bias=True),
        "gaussian": lora | dict(init_lora_weights="gaussian"),
        "orthogonal": lora | dict(init_lora_weights="orthogonal"),
        "no zeros at the start": lora | dict(init_lora_weights=False),
        "pissa": lora | dict(init_lora_weights="pissa"),
        "pissa_niter_4": lora | dict(init_lora_weights="pissa_niter_4"),
        "pissa with rslora": lora | dict(init_lora_weights="pissa", use_rslora=True),
        "olora": lora | dict(init_lora_weights="olora"),
        "trained tokens": lora | dict(trainable_token_indices=[5, 9]),
        "layers_to_transform": lora | dict(layers_to_transform=[1]),
        "exclude_modules": first | dict(exclude_modules=[up]),
        "rank_pattern": first | dict(rank_pattern={up: 2}),
        "alpha_pattern": first | dict(alpha_pattern={q: 16, up: 3}),
        "all patterns": first | dict(rank_pattern={up: 2}, alpha_pattern={q: 16}, layers_to_transform=[0], use_dora=True),
        "ia3": "peft_ia3",
        "vera": dict(architecture="peft_vera", r=8, target_modules=[v]),
        "vera, its own": "peft_vera",
        "adalora": dict(architecture="peft_adalora", init_r=4, target_r=2, target_modules=[v]),
        "adalora, one left": dict(architecture="peft_adalora", init_r=4, target_r=1, tinit=1, tfinal=1, target_modules=[v]),
        "adalora, its own": "peft_adalora",
        "adalora, keeps all": dict(architecture="peft_adalora", init_r=4, target_r=4, target_modules=[v]),
        "ln tuning": dict(architecture="peft_ln_tuning", target_modules=NORMS[model]),
        "prompt tuning": dict(architecture="peft_prompt_tuning", num_virtual_tokens=4),
        "p-tuning": dict(architecture="peft_p_tuning", num_virtual_tokens=4),
        "p-tuning, lstm": dict(
            architecture="peft_p_tuning",
            num_virtual_tokens=4,
            encoder_hidden_size=6,
            encoder_reparameterization_type="LSTM",
        ),
        "trainable tokens": dict(architecture="peft_trainable_tokens", token_indices=[5, 9]),
    }


def adapterhub_methods():
    """What only AdapterHub's form holds, or PEFT's under conditions."""
    return ["dora", "vera", "dvora", "mtl_lora", "loreft", "noreft", "direft", "prompt_tuning", "adapter_plus", "ia3"]


def brought_methods(model):
    """What PEFT makes and the service reads."""
    q, v, up = PLACES[model]
    lora = dict(r=4, lora_alpha=8, target_modules=sorted({q, v}))
    both = lora | dict(target_modules=[q, up])
    return {
        "dora": peft.LoraConfig(**lora, use_dora=True),
        "rslora": peft.LoraConfig(**lora, use_rslora=True),
        "lora_bias": peft.LoraConfig(**lora, lora_bias=True),
        "pissa": peft.LoraConfig(**lora, init_lora_weights="pissa"),
        "olora": peft.LoraConfig(**lora, init_lora_weights="olora"),
        "trained tokens": peft.LoraConfig(**lora, trainable_token_indices=[5, 9]),
        "layers_to_transform": peft.LoraConfig(**lora, layers_to_transform=1),
        "layers_pattern": peft.LoraConfig(
            **lora, layers_to_transform=[1], layers_pattern={"bert-a": "layer", "llama-a": "layers", "gpt2-a": "h"}[model]
        ),
        "exclude_modules": peft.LoraConfig(**both, exclude_modules=[up]),
        "exclude_modules, expression": peft.LoraConfig(**both, exclude_modules=r".*\.1\..*"),
        "patterns": peft.LoraConfig(**both, rank_pattern={up: 2}, alpha_pattern={r".*\.0\..*": 16, q: 3}),
        "vera": peft.VeraConfig(r=8, target_modules=[v]),
        "vera, from its seed": peft.VeraConfig(r=8, target_modules=[v], save_projection=False, projection_prng_key=7),
        "adalora": peft.AdaLoraConfig(init_r=4, target_r=2, total_step=10, target_modules=[v]),
        "ln tuning": peft.LNTuningConfig(target_modules=NORMS[model]),
        "prompt tuning": peft.PromptTuningConfig(num_virtual_tokens=4),
        "p-tuning": peft.PromptEncoderConfig(num_virtual_tokens=4, encoder_hidden_size=6),
        "trainable tokens": peft.TrainableTokensConfig(token_indices=[5, 9]),
        "oft, which is refused": peft.OFTConfig(r=2, oft_block_size=0, target_modules=[v]),
    }


class Walk:
    def __init__(self, service, directory, model):
        self.service, self.directory, self.model = service, directory / model, model
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(self.directory)
        self.ids = self.tokenizer(TEXTS)["input_ids"]
        self.failed = self.held = 0

    def tell(self, what, passed, found):
        self.held += passed
        self.failed += not passed
        print("ok    " if passed else "FAILED", self.model, what, found, flush=True)

    def step(self, what, work):
        """Whatever goes wrong in one of many is told, and the others go on."""
        try:
            work()
        except Exception as e:
            self.tell(what, False, f"{type(e).__name__}: {str(e)[:500]}")

    def compare(self, what, ours, theirs):
        far = max((a - b).abs().max().item() for a, b in zip(ours, theirs))
        self.tell(what, far <= TOLERANCE and len(ours) == len(theirs), "%.1e" % far)

    def ours(self, adapter, **more):
        asked = {"inputs": {"input_ids": self.ids}, "return": ["logits"]} | more
        rows = self.service.json(self.service.http.post(f"/v1/adapters/{adapter}/predict", json=asked))["data"]
        return [self.service.of_row(row) for row in rows]

    def base(self):
        kind = transformers.AutoModelForSequenceClassification
        model = kind.from_pretrained(self.directory, num_labels=2, attn_implementation="eager")
        model.config.pad_token_id = model.config.pad_token_id or 0
        return model.eval()

    @torch.no_grad()
    def theirs(self, model):
        ids = [torch.tensor([row]) for row in self.ids]
        return [model(input_ids=row, attention_mask=torch.ones_like(row)).logits[0] for row in ids]

    def train(self, adapter, **request):
        training = dict(max_steps=4, batch_size=2, learning_rate=0.02) | request.pop("training", {})
        file = self.file()
        body = dict(model=self.model, training_file=file, adapter=adapter, training=training, seed=5) | request
        job = self.service.json(self.service.http.post("/v1/fine_tuning/jobs", json=body))
        while not job["finished_at"]:
            job = self.service.json(self.service.http.get("/v1/fine_tuning/jobs/" + job["id"]))
        if job["status"] != "succeeded":
            raise RuntimeError(str(job["error"]))
        return job["adapter_id"]

    def file(self):
        if not hasattr(self, "rows"):
            sent = {"file": ("rows.jsonl", "\n".join(json.dumps(r) for r in ROWS))}
            self.rows = self.service.json(self.service.http.post("/v1/files", data={"purpose": "fine-tune"}, files=sent))["id"]
        return self.rows

    def brought_back(self, what, adapter, form, ours):
        with tempfile.TemporaryDirectory() as directory:
            refused = self.service.download(adapter, "weights?format=" + form, directory)
            if refused:
                return refused
            again = self.service.add_adapter(self.model, pathlib.Path(directory))["id"]
            self.compare(f"{what}, brought back as {form}", ours, self.ours(again))
            if form == "peft":
                model = peft.PeftModel.from_pretrained(self.base(), directory).eval()
                self.compare(f"{what}, in PEFT", ours, self.theirs(model))
        return None

    def trained(self):
        for what, adapter in trained_methods(self.model).items():
            self.step("trained " + what, lambda: self.one_trained(what, adapter))
        for name in adapterhub_methods():
            self.step("trained " + name, lambda: self.one_of_adapterhub(name))

    def one_trained(self, what, adapter):
        made = self.train(adapter)
        refused = self.brought_back("trained " + what, made, "peft", self.ours(made))
        if refused:
            self.tell(f"trained {what}, as peft", False, refused)

    def one_of_adapterhub(self, name):
        made = self.train(name)
        ours = self.ours(made)
        for form in ["adapterhub", "peft"]:
            refused = self.brought_back("trained " + name + " of AdapterHub", made, form, ours)
            if refused:
                self.tell(f"trained {name} of AdapterHub, as {form}: refused", form == "peft", refused[:160])

    def brought(self):
        for what, config in brought_methods(self.model).items():
            self.step("brought " + what, lambda: self.one_brought(what, config))

    def one_brought(self, what, config):
        config.task_type = "SEQ_CLS"
        model = peft.get_peft_model(self.base(), config)
        torch.manual_seed(1)
        with torch.no_grad():
            for tensor in model.parameters():
                if tensor.requires_grad:
                    tensor.add_(torch.randn_like(tensor) * 0.05)
        model.eval()
        if what == "adalora":
            self.take_away(model, config)
        theirs = self.theirs(model)
        with tempfile.TemporaryDirectory() as directory:
            model.save_pretrained(directory)
            try:
                adapter = self.service.add_adapter(self.model, pathlib.Path(directory), labels='["no","yes"]')["id"]
            except (Refused, RuntimeError) as refused:
                if "refused" not in what:
                    raise
                self.tell("brought " + what, True, str(refused)[:200])
                return
        self.compare("brought " + what, self.ours(adapter), theirs)
        refused = self.brought_back("brought " + what, adapter, "peft", theirs)
        if refused:
            self.tell(f"brought {what}, as peft", False, refused)

    def take_away(self, model, config):
        """Two directions of the first module and one of the others, as at the end of a training."""
        config.rank_pattern = {}
        for i, (name, factor) in enumerate((n, p) for n, p in model.named_parameters() if "lora_E" in n):
            away = [2, 3] if i == 0 else [1]
            factor.data[away] = 0
            config.rank_pattern[name.replace(".default", "")] = [k not in away for k in range(4)]

    def combined(self):
        q, v, _ = PLACES[self.model]
        lora = dict(architecture="peft_lora", r=4, lora_alpha=8, target_modules=sorted({q, v}))
        two = [self.train(lora), self.train(lora, seed=6)]
        for kind, pair in {"peft": two, "adapterhub": [self.train("lora"), self.train("lora", seed=6)]}.items():
            for method, more in PAIR_METHODS.items():
                self.step(f"combined {kind} by {method}", lambda: self.one_combined(kind, pair, method, more))
        self.step("a grid", lambda: self.grid(two))
        self.step("a linear of others", lambda: self.others())

    def recipe(self, recipe):
        return self.service.json(self.service.http.post("/v1/adapters", json={"combine": recipe}))

    def one_combined(self, kind, pair, method, more):
        adapters = [{"id": one, "weight": weight} for one, weight in zip(pair, (0.7, 0.4))]
        made = self.recipe({"adapters": adapters, "method": method} | more)
        kept = made["combination"]
        what = f"combined {kind} by {method}"
        self.tell(what, kept["parents"] == pair and kept["recipe"]["method"] == method, "parents and recipe are kept")
        ours = self.ours(made["id"])
        refused = self.brought_back(what, made["id"], "peft", ours)
        if refused:
            self.tell(what + ", as peft", False, refused)
        if kind == "peft" and method in ("linear", "cat", "svd", "ties", "ties_svd", "magnitude_prune", "magnitude_prune_svd"):
            self.compare(what + ", as PEFT combines them", ours, self.by_peft(pair, method, more))

    def by_peft(self, pair, method, more):
        """Of the first head, as the service has it."""
        with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
            for adapter, directory in zip(pair, (one, other)):
                self.service.download(adapter, "weights?format=peft", directory)
            model = peft.PeftModel.from_pretrained(self.base(), one, adapter_name="a")
            model.load_adapter(other, adapter_name="b")
            arguments = {k: x for k, x in more.items() if k not in ("seed",)}
            model.base_model.add_weighted_adapter(["a", "b"], [0.7, 0.4], "c", method, **arguments)
            head = {n: p for n, p in model.named_parameters() if "modules_to_save.a." in n}
            model.base_model.set_adapter("c")
            for name, module in model.named_modules():
                if hasattr(module, "modules_to_save") and "a" in module.modules_to_save:
                    module.original_module.load_state_dict(module.modules_to_save["a"].state_dict())
            assert head
            return self.theirs(model.eval())

    def grid(self, pair):
        adapters = [{"id": one} for one in pair]
        weights = [[0.5, 0.5], [0.9, 0.1], [1, 0], [-3, 2]]
        made = self.recipe({"adapters": adapters, "weights": weights, "evaluate_on": self.file()})
        table = made["combination"]["table"]
        scores = [row["metrics"]["accuracy"] for row in table]
        self.tell("a grid is a table, best first", len(table) == 4 and scores == sorted(scores, reverse=True), str(scores))

    def others(self):
        for adapter in ["pfeiffer", "loreft", "peft_vera", "peft_ln_tuning", "peft_prompt_tuning", "ia3", "prefix_tuning", "mtl_lora"]:
            if adapter == "peft_ln_tuning":
                adapter = dict(architecture=adapter, target_modules=NORMS[self.model])
            self.step(f"a mean of {adapter}", lambda: self.one_mean(adapter))

    def one_mean(self, adapter):
        made = self.train(adapter)
        mean = self.recipe({"adapters": [{"id": made, "weight": 0.25}, {"id": made, "weight": 0.75}], "method": "linear"})
        self.compare(f"a mean of {adapter} with itself", self.ours(made), self.ours(mean["id"]))

    def dropped(self):
        """What the adapters of all layers do, less those that are left out."""
        made = self.train("pfeiffer")
        whole, skipped = self.ours(made), self.ours(made, skip_layers=[0])
        far = max((a - b).abs().max().item() for a, b in zip(whole, skipped))
        self.tell("predict with skip_layers differs", far > 1e-6, "%.1e" % far)
        lora = dict(architecture="peft_lora", r=4, target_modules=[PLACES[self.model][1]])
        only = self.train(lora | dict(layers_to_transform=[1]))
        self.compare("skip_layers of layers without an adapter", self.ours(only), self.ours(only, skip_layers=[0]))
        for drop in ([0], 1):
            self.step(f"trained with adapter_drop {drop}", lambda: self.one_dropped(lora, drop))

    def one_dropped(self, lora, drop):
        made = self.train(lora, training=dict(adapter_drop=drop))
        if drop == [0]:
            # The layer's adapter learned nothing, so that it is as good as not there.
            self.compare("trained with adapter_drop [0]", self.ours(made), self.ours(made, skip_layers=[0]))
        else:
            self.tell(f"trained with adapter_drop {drop}", True, made)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--service", default="http://localhost:8080")
    arguments.add_argument("--models", type=pathlib.Path, required=True)
    arguments.add_argument("--only", choices=PLACES)
    arguments.add_argument("--part", choices=["trained", "brought", "combined", "dropped"])
    asked = arguments.parse_args()
    service = Service(asked.service)
    service.http.timeout = 600
    failed = 0
    for model in [asked.only] if asked.only else PLACES:
        walk = Walk(service, asked.models, model)
        for part in [asked.part] if asked.part else ["trained", "brought", "combined", "dropped"]:
            walk.step(part, getattr(walk, part))
        print(f"{model}: {walk.held} held, {walk.failed} failed", flush=True)
        failed += walk.failed
    return failed


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
