package graft.chart;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** Reads documents into the types of Kubernetes, and names every field that those do not have. */
final class Kubernetes {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("v1/Pod", Pod.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("gateway.networking.k8s.io/v1/HTTPRoute", HTTPRoute.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class));

  private static final String OPERATOR = "monitoring.coreos.com/v1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Kubernetes() {}

  /** The places of a document that its type does not know. */
  static List<String> strangers(Map<String, Object> document) {
    List<String> strangers = new ArrayList<>();
    if (OPERATOR.equals(document.get("apiVersion"))) {
      Object known = monitoring().get(Chart.kind(document));
      compare(Chart.at(document, "spec"), known, "spec", strangers);
    } else {
      String type = document.get("apiVersion") + "/" + Chart.kind(document);
      if (!TYPES.containsKey(type)) {
        return List.of(type);
      }
      walk(JSON.convertValue(document, TYPES.get(type)), Chart.kind(document), strangers);
    }
    return strangers;
  }

  private static void walk(Object value, String place, List<String> strangers) {
    switch (value) {
      case null -> {}
      case Collection<?> items -> items.forEach(item -> walk(item, place, strangers));
      case Map<?, ?> entries ->
          entries.forEach((name, item) -> walk(item, place + "." + name, strangers));
      case Object other when other.getClass().getName().startsWith("io.fabric8.") ->
          walkFields(other, place, strangers);
      default -> {}
    }
  }

  private static void walkFields(Object value, String place, List<String> strangers) {
    for (Field field : value.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      Object held = read(field, value);
      if (field.getName().equals("additionalProperties")) {
        if (held instanceof Map<?, ?> unknown) {
          unknown.keySet().forEach(name -> strangers.add(place + "." + name));
        }
      } else {
        walk(held, place + "." + field.getName(), strangers);
      }
    }
  }

  private static Object read(Field field, Object value) {
    try {
      field.setAccessible(true);
      return field.get(value);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static void compare(Object value, Object known, String place, List<String> strangers) {
    if ("any".equals(known)) {
      return;
    }
    if (value instanceof Map<?, ?> entries && known instanceof Map<?, ?> fields) {
      entries.forEach((name, item) -> {
        if (fields.containsKey(name)) {
          compare(item, fields.get(name), place + "." + name, strangers);
        } else {
          strangers.add(place + "." + name);
        }
      });
    } else if (value instanceof List<?> items && known instanceof List<?> kinds) {
      items.forEach(item -> compare(item, kinds.getFirst(), place, strangers));
    } else if (!(value instanceof String && "text".equals(known))) {
      strangers.add(place);
    }
  }

  private static Map<String, Object> monitoring() {
    try {
      return new Yaml().load(Files.readString(Path.of("src/test/resources/chart/monitoring.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
