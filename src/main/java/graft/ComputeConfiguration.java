package graft;

import graft.architecture.ModelConfig;
import graft.architecture.Registry;
import graft.catalog.model.ArchitectureFacts;
import graft.catalog.model.ConfigCheck;
import graft.catalog.model.ModelsInMemory;
import graft.catalog.model.TokenizerCheck;
import graft.catalog.model.WeightsCheck;
import graft.data.trial.TrialProcess;
import graft.head.Heads;
import graft.image.ImageProcessorConfig;
import graft.model.Architectures;
import graft.model.BaseModel;
import graft.recipe.Recipes;
import graft.recipe.adapted.LoadWatch;
import graft.recipe.adapted.LoadedModels;
import graft.recipe.local.LocalRecipes;
import graft.spec.DeviceId;
import graft.tensor.Devices;
import graft.tensor.process.ProcessEnd;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lends the library that computes to the service. */
@Configuration(proxyBeanMethods = false)
class ComputeConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(ComputeConfiguration.class);

  /** The exit status, by which an operator knows the reason. */
  private static final int CARD_LOST = 70;

  private static final List<String> SITES =
      List.of("linear", "attention", "sublayer", "embedding", "norm");

  @Bean(destroyMethod = "close")
  LoadedModels loadedModels(LoadWatch watch) {
    return new LoadedModels(watch);
  }

  @Bean
  ModelsInMemory modelsInMemory(LoadedModels models) {
    return models::names;
  }

  @Bean
  Recipes recipes(LoadedModels models, Clock clock) {
    return new LocalRecipes(models, clock, ComputeConfiguration::leave);
  }

  /**
   * Ends this process: nothing in it can compute on the card again, but another process can. Its
   * jobs count as those of a node that is lost: they go on elsewhere, or here once the service is
   * started again, and one that ends a process again and again fails.
   */
  private static void leave(String lost) {
    LOG.error("A card is lost to this process, which ends at once: {}", lost);
    ProcessEnd.leave(CARD_LOST);
  }

  @Bean
  TokenizerCheck tokenizerCheck() {
    return new TriedTokenizers(new TrialProcess(GraftApplication.class));
  }

  private record TriedTokenizers(TrialProcess process) implements TokenizerCheck {
    @Override
    public Optional<String> fault(byte[] tokenizerJson) {
      return process.fault(tokenizerJson);
    }

    @Override
    public String version() {
      return TrialProcess.version();
    }
  }

  @Bean
  ConfigCheck configCheck() {
    return (Map<String, @Nullable Object> config) -> Architectures.check(new ModelConfig(config));
  }

  @Bean
  WeightsCheck weightsCheck() {
    return model -> {
      try (BaseModel outline =
          Architectures.outline(
              new ModelConfig(model.config()),
              model.weights(),
              Devices.manager(new DeviceId("cpu")))) {
        outline
            .info()
            .picture()
            .ifPresent(shape -> ImageProcessorConfig.read(model.preprocessorConfig(), shape));
        return new WeightsCheck.Found(Heads.tellsWords(outline));
      }
    };
  }

  @Bean
  ArchitectureFacts architectureFacts() {
    return modelType ->
        Registry.find(modelType)
            .map(known -> new ArchitectureFacts.Support(known.architecture().tasks(), SITES));
  }
}
