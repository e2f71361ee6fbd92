"""OpenAI's own Python client, as it is published, on a running service: chats and completions, whole and as streams.

  python chat_check.py URL MODEL [MODEL...]

Every MODEL answers in every way; a line is printed for each check, and the exit status says whether all passed.
"""
import sys

import openai

MESSAGES = [
    {"role": "system", "content": "Say what kind of thing is defined."},
    {"role": "user", "content": "a soup of beans and smoked ham"},
]
failed = 0


def check(what, passed, found=""):
    global failed
    failed += not passed
    print("ok    " if passed else "FAILED", what, "" if passed else found, flush=True)


def refused(kind, call):
    try:
        return None, call()
    except kind as e:
        return e, ""
    except openai.OpenAIError as e:
        return None, repr(e)


def chats(client, model):
    wish = dict(model=model, messages=MESSAGES, temperature=0, max_completion_tokens=12)
    whole = client.chat.completions.create(**wish)
    said = whole.choices[0].message.content
    check("chat", whole.object == "chat.completion" and whole.choices[0].finish_reason in ("stop", "length"), whole)
    check("usage", whole.usage.total_tokens == whole.usage.prompt_tokens + whole.usage.completion_tokens, whole.usage)

    chunks = list(client.chat.completions.create(**wish, stream=True, stream_options={"include_usage": True}))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    check("chat as a stream", text == said, (text, said))
    check("the role comes first", chunks[0].choices[0].delta.role == "assistant", chunks[0])
    check("the usage comes last", chunks[-1].usage == whole.usage, chunks[-1])

    with client.chat.completions.stream(**wish) as stream:
        final = stream.get_final_completion()
    check("the client's own gathering of a stream", final.choices[0].message.content == said, final)

    several = client.chat.completions.create(
        **{**wish, "temperature": 1, "n": 3, "seed": 5, "logprobs": True, "top_logprobs": 2, "user": "me"},
        extra_body={"top_k": 20, "min_p": 0.01},
    )
    told = several.choices[0].logprobs.content
    check("several answers with log-probabilities", len(several.choices) == 3 and len(told[0].top_logprobs) == 2, several)

    parts = [{"role": "user", "content": [{"type": "text", "text": "a soup"}]}]
    check("content in parts", client.chat.completions.create(**{**wish, "messages": parts}).choices[0].message.role == "assistant")

    e, found = refused(openai.BadRequestError, lambda: client.chat.completions.create(**wish, response_format={"type": "json_object"}))
    check("what is not served is refused by name", e is not None and e.param == "response_format", found or e)
    e, found = refused(openai.BadRequestError, lambda: client.chat.completions.create(**{**wish, "max_completion_tokens": 10**6}))
    check("too many tokens", e is not None and e.code == "context_length_exceeded", found or e)


def completions(client, model):
    wish = dict(model=model, prompt="The soup", temperature=0, max_tokens=12)
    whole = client.completions.create(**wish)
    text = "".join(part.choices[0].text for part in client.completions.create(**wish, stream=True))
    check("completion", whole.object == "text_completion" and text == whole.choices[0].text, (text, whole))
    echoed = client.completions.create(**wish, echo=True, logprobs=1)
    check("echo", echoed.choices[0].text.startswith("The soup") and echoed.choices[0].logprobs.token_logprobs[0] is None, echoed)


def main():
    client = openai.OpenAI(base_url=sys.argv[1].rstrip("/") + "/v1", api_key="none", max_retries=0)
    listed = {model.id: model for model in client.models.list()}
    for model in sys.argv[2:]:
        print(model)
        check("listed or retrieved", model in listed or client.models.retrieve(model).object == "model", list(listed))
        chats(client, model)
        completions(client, model)
    e, found = refused(openai.NotFoundError, lambda: client.chat.completions.create(model="nobody", messages=MESSAGES))
    check("nobody", e is not None and e.code == "model_not_found", found or e)
    print("openai", openai.__version__, "failed:", failed)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
