package graft.api.web;

import graft.spec.Codec;
import graft.spec.JsonValue;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * Writes records by the rules by which {@link Codec} reads them, and a number that JSON does not
 * have as null.
 */
@Component
final class RecordJson extends SimpleModule {
  private static final long serialVersionUID = 1L;

  RecordJson() {
    addSerializer(Record.class, new ByCodec<>());
    addSerializer(JsonValue.class, new ByCodec<>());
    addSerializer(Double.class, new FiniteDouble());
  }

  private static final class ByCodec<T> extends ValueSerializer<T> {
    @Override
    public void serialize(T value, JsonGenerator json, SerializationContext context) {
      json.writePOJO(Codec.toJson(value));
    }
  }

  private static final class FiniteDouble extends ValueSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializationContext context) {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
