/**
 * Drives Graft with a generated client: upload, train, wait, predict, download. See README.md for how the client in ./client is made.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AdaptersApi, Configuration, FilesApi, FineTuningApi, type Job } from "./client";

const url = process.env.GRAFT_URL ?? "http://127.0.0.1:8080";
const key = process.env.GRAFT_API_KEY;
const configuration = new Configuration({
  basePath: url,
  headers: key === undefined ? {} : { Authorization: `Bearer ${key}` },
});
const files = new FilesApi(configuration);
const jobs = new FineTuningApi(configuration);
const adapters = new AdaptersApi(configuration);

async function upload(name: string): Promise<string> {
  const bytes = await readFile(join("..", "product-sentences", name));
  const file = await files.uploadFile({ file: new File([bytes], name), purpose: "fine-tune" });
  return file.id;
}

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = await jobs.getFineTuningJob({ id });
    if (["succeeded", "failed", "cancelled"].includes(job.status)) {
      return job;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

async function main(model: string): Promise<void> {
  const trainingFile = await upload("train.jsonl");
  const sent = await jobs.createFineTuningJob({
    createJob: { model, trainingFile, adapter: "lora", seed: 7 },
  });
  if (sent.object !== "fine_tuning.job") {
    throw new Error("a dry run, which nobody asked for");
  }
  const job = await ended(sent.id);
  if (job.status !== "succeeded" || job.adapterId === null) {
    throw new Error(`${job.status}: ${job.error?.message}`);
  }
  const id = job.adapterId;
  console.log("adapter", id);
  const inputs = ["The battery died after two days.", "Works perfectly, I love it."];
  const predicted = await adapters.predictWithAdapter({ id, predictRequest: { inputs } });
  predicted.data.forEach((row, i) => console.log(`${inputs[i]}  ${row.label}`));
  const weights = await adapters.downloadWeights({ id, format: "peft" });
  await writeFile(`${id}.zip`, Buffer.from(await weights.arrayBuffer()));
  console.log("downloaded", `${id}.zip`, weights.size, "bytes");
}

main(process.argv[2] ?? "all-MiniLM-L6-v2").catch(async (refused) => {
  // The service's own words, where it refuses.
  console.error(refused.response ? (await refused.response.json()).detail : refused);
  process.exit(1);
});
