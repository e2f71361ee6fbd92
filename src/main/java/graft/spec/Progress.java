package graft.spec;

/**
 * How far a training is.
 *
 * @param step optimizer steps done
 * @param epoch passes over the data, as a fraction
 * @param loss training loss of the step, in nats
 * @param learningRate rate of the step
 * @param tokensPerSecond real tokens, padding not counted, over the last steps
 * @param estimatedSecondsLeft from the speed of the last steps, evaluations included
 * @param trainedTokens real tokens of all steps done, padding not counted
 */
public record Progress(
    int step,
    int totalSteps,
    double epoch,
    double loss,
    double learningRate,
    double tokensPerSecond,
    double estimatedSecondsLeft,
    long trainedTokens) {}
