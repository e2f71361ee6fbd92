package graft.template.syntax;

import java.util.Set;

/** The filters and tests that a template may name. */
public record Known(Set<String> filters, Set<String> tests) {}
