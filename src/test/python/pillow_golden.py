"""Writes src/test/resources/image/pillow.zip: what Pillow makes of small pictures.

Run with a Python that has Pillow and numpy, from the root of the project.
"""

import io
import json
import zipfile

import numpy as np
from PIL import Image, ImageOps

OUT = "src/test/resources/image/pillow.zip"
rng = np.random.default_rng(7)


def noise(height, width, channels):
    y, x = np.mgrid[0:height, 0:width]
    waves = [127 + 120 * np.sin(x / (3 + c) + y / (5 - c)) for c in range(channels)]
    picture = np.stack(waves, -1) + rng.normal(0, 25, (height, width, channels))
    return np.clip(picture, 0, 255).astype(np.uint8)


def smooth(height, width):
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([255 * x / width, 255 * y / height, 255 - 255 * x / width], -1).astype(np.uint8)


def saved(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


colour = Image.fromarray(noise(23, 37, 3))
exif = Image.Exif()
sources = {
    "colour.png": saved(colour, "PNG"),
    "tall.png": saved(Image.fromarray(noise(61, 19, 3)), "PNG"),
    "grey.png": saved(Image.fromarray(noise(23, 37, 1)[..., 0]), "PNG"),
    "alpha.png": saved(Image.fromarray(noise(23, 37, 4)), "PNG"),
    "grey-alpha.png": saved(Image.fromarray(noise(23, 37, 4)).convert("LA"), "PNG"),
    "palette.png": saved(colour.convert("P", palette=Image.ADAPTIVE, colors=20), "PNG"),
    "palette-alpha.png": saved(
        colour.convert("P", palette=Image.ADAPTIVE, colors=20), "PNG", transparency=3
    ),
    "bits.png": saved(colour.convert("1"), "PNG"),
    "interlaced-icc.png": saved(colour, "PNG", icc_profile=b"\0" * 200),
    "colour.jpg": saved(Image.fromarray(smooth(40, 56)), "JPEG", quality=90),
    "noisy.jpg": saved(colour, "JPEG", quality=80),
    "whole.jpg": saved(colour, "JPEG", quality=95, subsampling=0),
    "progressive.jpg": saved(Image.fromarray(smooth(40, 56)), "JPEG", progressive=True),
    "grey.jpg": saved(Image.fromarray(smooth(40, 56)).convert("L"), "JPEG"),
    "inks.jpg": saved(Image.fromarray(smooth(40, 56)).convert("CMYK"), "JPEG", quality=95),
}
for orientation in range(1, 9):
    exif[0x112] = orientation
    sources[f"turned-{orientation}.jpg"] = saved(
        Image.fromarray(smooth(16, 24)), "JPEG", quality=95, subsampling=0, exif=exif
    )
    sources[f"turned-{orientation}.png"] = saved(colour, "PNG", exif=exif)

cases = []
with zipfile.ZipFile(OUT, "w", zipfile.ZIP_DEFLATED) as archive:

    def put(name, data):
        info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, data)

    for name, data in sources.items():
        put("sources/" + name, data)
        image = Image.open(io.BytesIO(data))
        image = ImageOps.exif_transpose(image).convert("RGB")
        put(f"decoded/{name}.rgb", image.tobytes())
        cases.append({"source": name, "width": image.width, "height": image.height})
    resized = []
    for name in ("colour.png", "tall.png"):
        image = Image.open(io.BytesIO(sources[name])).convert("RGB")
        for width, height in ((16, 16), (9, 50), (64, 48), (37, 8), (1, 1)):
            for resample in range(6):
                file = f"resized/{name}-{width}x{height}-{resample}.rgb"
                put(file, image.resize((width, height), resample).tobytes())
                resized.append(
                    {
                        "source": name,
                        "width": width,
                        "height": height,
                        "resample": resample,
                        "file": file,
                    }
                )
    grey = Image.open(io.BytesIO(sources["colour.png"])).convert("L")
    put("grey.l", grey.tobytes())
    put("cases.json", json.dumps({"decoded": cases, "resized": resized}))
