/** PEFT's files of LoRA and (IA)^3, and the way between them and AdapterHub's. */
@NullMarked
package graft.format.convert.peft.lora;

import org.jspecify.annotations.NullMarked;
