package graft.job;

import graft.spec.ErrorCode;
import java.util.Optional;

/**
 * Why a job failed.
 *
 * @param message a fact for the user
 * @param param the attribute of the request that is to blame, such as {@code training_file}
 */
public record Failure(ErrorCode code, String message, Optional<String> param) {}
