package graft.export;

import graft.catalog.file.DataFiles;
import graft.catalog.model.BaseModelEntry;
import graft.catalog.model.BaseModels;
import graft.job.Job;
import graft.spec.GraftException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a job was made from, by name and digest; what is not there any more is left out. */
record Origins(BaseModels models, DataFiles files, String version) {
  Map<String, String> of(Job job) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("graft.version", version);
    tags.put("graft.model", job.spec().model());
    if (models.find(job.spec().model()).orElse(null) instanceof BaseModelEntry.Usable model) {
      tags.put("graft.model_sha256", model.sha256());
    }
    try {
      tags.put(
          "graft.training_file_sha256", files.get(job.owner(), job.spec().trainingFile()).sha256());
    } catch (GraftException isDeleted) {
      tags.put("graft.training_file_sha256", "deleted");
    }
    return tags;
  }
}
