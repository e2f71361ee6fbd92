package graft.api.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Reads parameters that are marked {@link Paged}. */
@Component
final class PageResolver implements HandlerMethodArgumentResolver {
  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.hasParameterAnnotation(Paged.class);
  }

  @Override
  public PageQuery resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    Paged rules = parameter.getParameterAnnotation(Paged.class);
    if (rules == null) {
      throw new IllegalStateException("a page without its rules");
    }
    return PageQuery.read(
        request.getParameter("limit"),
        request.getParameter("after"),
        request.getParameter("order"),
        rules);
  }
}
