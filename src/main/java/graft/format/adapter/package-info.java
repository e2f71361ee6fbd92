/**
 * Adapter directories as the two ecosystems keep them: AdapterHub's and PEFT's, read and written,
 * as a directory or a ZIP file.
 *
 * <p>{@link graft.format.adapter.AdapterHub} and {@link graft.format.adapter.Peft} move maps of
 * tensors and configurations to and from files and know no method. What old versions of the
 * libraries wrote is brought up to date on reading: tensor names, activation names, LoRA's scale.
 * Both layouts have a file {@code adapter_config.json}; {@link graft.format.adapter.AdapterLayout}
 * tells them apart by what is in it.
 *
 * <p>AdapterHub directories are written with every weight twice, as safetensors and as a PyTorch
 * archive, since its library reads only the latter unless it is told otherwise. On reading,
 * safetensors come first. A PyTorch archive with aliases of one tensor (prefix tuning) is read to
 * the one name that the library loads.
 *
 * <p>A setup is a directory of such directories and a file that says how they go together, {@link
 * graft.format.adapter.AdapterSetup}. Its fusion is called by what it mixes, since the library
 * looks for it under that name.
 */
@NullMarked
package graft.format.adapter;

import org.jspecify.annotations.NullMarked;
