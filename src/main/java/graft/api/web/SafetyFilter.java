package graft.api.web;

import graft.api.problem.SafeHeaders;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each answer its {@link SafeHeaders} before anybody can forget them. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 5)
final class SafetyFilter extends OncePerRequestFilter {
  private static final String PAGES = "/swagger-ui/";

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SafeHeaders.set(response);
    if (request.getRequestURI().startsWith(PAGES)) {
      SafeHeaders.allowPage(response);
    }
    chain.doFilter(request, response);
  }
}
