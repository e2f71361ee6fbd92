package graft.api.openapi;

import graft.api.web.JsonBody;
import graft.api.web.Paged;
import graft.spec.Owner;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import org.springdoc.core.customizers.GlobalOperationComponentsCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.method.HandlerMethod;

/** Adds to each operation what springdoc cannot see. */
@Component
class Operations implements GlobalOperationComponentsCustomizer {
  Operations() {
    SpringDocUtils.getConfig().addAnnotationsToIgnore(JsonBody.class, Paged.class);
    SpringDocUtils.getConfig().addRequestWrapperToIgnore(Owner.class);
  }

  @Override
  public Operation customize(Operation operation, Components components, HandlerMethod handler) {
    Problems.add(operation);
    RequestBodies.nameForm(operation, components);
    Downloads.describe(operation, handler);
    Answers answers = handler.getMethodAnnotation(Answers.class);
    if (answers != null) {
      AnswerSchemas.add(operation, components, answers);
    }
    JsonBody alternative = handler.getMethodAnnotation(JsonBody.class);
    if (alternative != null) {
      RequestBodies.add(operation, components, alternative.value());
    }
    MapQuery map = handler.getMethodAnnotation(MapQuery.class);
    if (map != null) {
      PageParameters.add(operation, map);
    }
    if (handler.hasMethodAnnotation(PostMapping.class)) {
      Problems.addRefusals(operation);
    }
    for (MethodParameter parameter : handler.getMethodParameters()) {
      Paged paged = parameter.getParameterAnnotation(Paged.class);
      if (paged != null) {
        PageParameters.add(operation, paged);
        Problems.addRefusedQuery(operation);
      }
      JsonBody body = parameter.getParameterAnnotation(JsonBody.class);
      if (body != null) {
        RequestBodies.add(operation, components, RequestBodies.typeOf(parameter, body));
      }
      if (parameter.hasParameterAnnotation(PathVariable.class)) {
        Problems.addNotFound(operation);
      }
    }
    return operation;
  }

  /** springdoc calls the other one. */
  @Override
  public Operation customize(Operation operation, HandlerMethod handler) {
    return operation;
  }
}
