"""smoke.py: what the project does with its packages, in small: it runs in the image, without network (make verify RUN=1) and on the device."""

import math
import tempfile

import torch
import torchaudio
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
from vector_quantize_pytorch import VectorQuantize

torch.manual_seed(0)
device = "cuda" if torch.cuda.is_available() else "cpu"


def tensor_product():
    a, b = torch.arange(6.0, device=device), torch.arange(4.0, device=device)
    product = torch.einsum("i,j->ij", a, b)
    assert product.shape == (6, 4) and product[5, 3].item() == 15.0
    assert torch.equal(product, torch.outer(a, b))


def vector_quantize():
    quantize = VectorQuantize(dim=8, codebook_size=16).to(device).eval()
    quantized, indices, _ = quantize(torch.randn(2, 10, 8, device=device))
    assert quantized.shape == (2, 10, 8) and indices.shape == (2, 10)
    assert torch.allclose(quantized, quantize.codebook[indices])


def tokenizer():
    made = Tokenizer(models.BPE(unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    made.train_from_iterator(["a book that is read aloud"] * 3, trainers.BpeTrainer(special_tokens=["[UNK]"]))
    fast = PreTrainedTokenizerFast(tokenizer_object=made, unk_token="[UNK]")
    numbers = fast("a book aloud", return_tensors="pt")["input_ids"]
    assert fast.convert_ids_to_tokens(numbers[0].tolist()) == ["a", "book", "aloud"]


def audio():
    rate = 16000
    tone = 0.5 * torch.sin(2 * math.pi * 440 * torch.arange(rate) / rate).unsqueeze(0)
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        torchaudio.save(file.name, tone, rate)
        again, its_rate = torchaudio.load(file.name)
    assert its_rate == rate and again.shape == tone.shape
    assert (again - tone).abs().max().item() < 1e-3
    spectrum = torch.fft.rfft(torchaudio.functional.resample(again, rate, rate // 2))
    assert spectrum.abs().argmax().item() == 440


for test in tensor_product, vector_quantize, tokenizer, audio:
    test()
print(f"a tensor product, VectorQuantize, a tokenizer and a tone on {device}, torch {torch.__version__}")
