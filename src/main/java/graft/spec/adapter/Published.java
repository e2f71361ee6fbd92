package graft.spec.adapter;

import graft.spec.Faults;
import java.util.Map;

/** What the files of other libraries say of a method. */
public interface Published {
  /**
   * Of given attributes those that are read: files have some that say nothing here.
   *
   * @param faults gets one for each of these that is on
   */
  default Map<String, ?> readable(Map<String, ?> given, Faults faults) {
    return given;
  }
}
