package graft.api.query;

import graft.api.problem.Problem;
import graft.api.problem.ProblemWriter;
import graft.api.text.PercentEncoding;
import graft.spec.GraftException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses a path or a query that is not text, before anybody reads it in another way. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
final class TargetFilter extends OncePerRequestFilter {
  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      PercentEncoding.decode(request.getRequestURI(), "", "the path");
      request.setAttribute(Query.class.getName(), Query.of(request));
    } catch (GraftException refused) {
      ProblemWriter.write(Problem.of(refused), request, response);
      return;
    }
    chain.doFilter(request, response);
  }
}
