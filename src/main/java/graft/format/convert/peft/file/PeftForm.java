package graft.format.convert.peft.file;

import graft.format.adapter.PeftAdapter;
import graft.format.adapter.SavedAdapter;
import graft.format.convert.AttentionShape;
import graft.format.convert.TargetModel;
import graft.spec.adapter.AdapterConfig;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How PEFT saves a method, or several that are saved alike. */
public interface PeftForm {
  /** PEFT's words for what is read so: {@code LORA}. */
  List<String> types();

  /** The house's words for what is written so: {@code peft_lora}. */
  List<String> architectures();

  /**
   * The attributes of its files that are read, or change nothing that tensors compute; those that
   * another form has need not be among them.
   */
  Set<String> attributes();

  /**
   * Reads a file.
   *
   * @param name the adapter's and the head's new name
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} with each reason, if nothing
   *     here is the same; {@code INVALID_ADAPTER} if tensors are missing or misshapen
   */
  SavedAdapter read(PeftAdapter file, PeftSettings settings, TargetModel model, String name);

  /**
   * The way back.
   *
   * @param config of the adapter, which has one of the architectures
   * @param attention of the base model, where it is at hand
   * @throws graft.spec.GraftException {@code FORMAT_NOT_SUPPORTED} with the reason, if PEFT cannot
   *     say the same
   */
  PeftAdapter written(SavedAdapter saved, AdapterConfig config, Optional<AttentionShape> attention);
}
