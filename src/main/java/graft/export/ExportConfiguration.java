package graft.export;

import graft.catalog.file.DataFiles;
import graft.catalog.model.BaseModels;
import graft.job.Exports;
import graft.job.History;
import graft.job.Jobs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes an exporter for each tool that is set up. */
@Configuration(proxyBeanMethods = false)
class ExportConfiguration {
  @Bean
  Exporters exporters(
      ExportSettings settings,
      Jobs jobs,
      History history,
      Exports exports,
      BaseModels models,
      DataFiles files,
      BuildProperties build,
      Clock clock) {
    Origins origins = new Origins(models, files, String.valueOf(build.getVersion()));
    List<Target> targets = new ArrayList<>();
    settings.tensorboard().map(LiveFiles::new).ifPresent(targets::add);
    settings
        .mlflow()
        .map(server -> new MlflowRuns(new MlflowServer(server), server.experiment(), origins::of))
        .ifPresent(targets::add);
    return new Exporters(
        targets.stream()
            .map(target -> new Exporter(target, jobs, history, exports, clock))
            .toList());
  }
}
