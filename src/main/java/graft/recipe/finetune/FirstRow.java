package graft.recipe.finetune;

import graft.data.Dataset;
import graft.data.Preview;
import graft.data.chat.RowForm;
import graft.recipe.DataSource;
import graft.recipe.FineTuneSpec;
import graft.recipe.adapted.Preparation;
import graft.spec.Excerpt;
import graft.table.Row;
import graft.table.Table;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first row of a training file, as the model gets to see it. */
record FirstRow(FineTuneSpec spec, JobData data, Dataset.Bounds bounds) {
  Map<String, Object> shown(Preparation preparation) {
    DataSource file = spec.training();
    try (Table table = Table.open(file.path(), file.filename())) {
      Row row = table.next();
      return switch (preparation) {
        case Preparation.OfText text -> ofText(row, text);
        case Preparation.OfPictures pictures -> ofPictures(row, pictures);
      };
    }
  }

  private Map<String, Object> ofText(Row row, Preparation.OfText text) {
    RowForm form = text.form(spec.job().task(), data.columns(), spec.training().profile());
    Preview preview = Preview.of(row, form, text.opened(), bounds);
    boolean isLearnedInPart = !preview.learned().isEmpty();
    // The text of a language model's row says all that its cells do.
    Map<String, Object> shown = isLearnedInPart ? new LinkedHashMap<>() : cells(row);
    if (isLearnedInPart) {
      preview.text().ifPresent(all -> shown.put("text", all));
      shown.put("token_ids", preview.ids());
      shown.put("loss_mask", preview.learned());
    }
    shown.put("tokens", preview.tokens());
    if (!preview.written().isEmpty()) {
      shown.put("target_tokens", preview.written());
    }
    return shown;
  }

  /** Nobody reads a picture's bytes. */
  private Map<String, Object> ofPictures(Row row, Preparation.OfPictures pictures) {
    Map<String, Object> shown = cells(row);
    shown.replaceAll(
        (field, cell) -> field.equals("label") ? cell : Excerpt.printable(cell.toString()));
    shown.put("pixels", pictures.processor().shape().toString());
    return shown;
  }

  private Map<String, Object> cells(Row row) {
    Map<String, Object> cells = new LinkedHashMap<>();
    data.columns()
        .asGiven()
        .forEach((field, column) -> {
          Object value = row.values().get(column);
          if (value != null) {
            cells.put(field, value);
          }
        });
    return cells;
  }
}
