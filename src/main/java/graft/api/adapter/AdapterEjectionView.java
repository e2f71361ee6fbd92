package graft.api.adapter;

import graft.dispatch.Ejections;
import graft.spec.Attribute;

/** An adapter whose prefixes were made flat, and what that saved. */
record AdapterEjectionView(
    @Attribute(inline = true) AdapterView adapter,
    @Attribute("Parameters of the adapter with the network that made the prefixes")
        long parametersBefore,
    @Attribute("Parameters of the adapter now") long parametersAfter,
    @Attribute("Bytes of all files with the network") long bytesBefore,
    @Attribute("Bytes of all files now") long bytesAfter,
    @Attribute("Between the adapter before and after, on a probe") double largestLogitDifference) {
  static AdapterEjectionView of(Ejections.Ejection ejection) {
    return new AdapterEjectionView(
        AdapterView.of(ejection.after()),
        ejection.before().trainableParameters(),
        ejection.after().trainableParameters(),
        ejection.before().bytes(),
        ejection.after().bytes(),
        ejection.largestLogitDifference());
  }
}
