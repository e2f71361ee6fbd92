#!/usr/bin/env python3
"""Makes src/test/resources/template/jinja.zip: templates and what Jinja makes of them, set up by transformers.

Usage: python src/test/python/jinja_cases.py [seed]     (needs transformers and jinja2; the result says their versions)

Two sets: WRITTEN templates, which are about one construct each, and expressions that are drawn from the seed. A case is
{"template", "rendered"[, "spans"]} or {"template", "error": {"type", "line"}}; all of them are given the same "variables".
Left out is what prints an address, and what Jinja takes for too large.
"""
import copy
import json
import random
import sys
import zipfile
from pathlib import Path

import jinja2
import transformers
from transformers.utils.chat_template_utils import _compile_jinja_template, _render_with_assistant_indices

SEED = int(sys.argv[1]) if len(sys.argv) > 1 else 20261129
TARGET = Path(__file__).parent.parent / "resources" / "template" / "jinja.zip"

VARIABLES = {
    "messages": [
        {"role": "system", "content": "You are kind."},
        {"role": "user", "content": " Hello,\n  wörld! "},
        {"role": "assistant", "content": "Hi 🙂", "tool_calls": [{"function": {"name": "f", "arguments": {"x": 1.5, "y": [True, None]}}}]},
        {"role": "tool", "content": {"result": [1, 2, 3]}},
        {"role": "assistant", "content": "<think>\nhm\n</think>\n\nDone."},
    ],
    "tools": None,
    "documents": None,
    "add_generation_prompt": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
    "text": "The quick brown fox, jumps-over the LAZY dog",
    "blank": " \t two  words\n ",
    "wide": "naïve ☃ 𝔘nicode ß Ǆ",
    "lines": "one\ntwo\r\n\nthree\n",
    "quotes": "it's \"so\"",
    "html": "<a href='x'>1 & 2</a>",
    "empty": "",
    "zero": 0,
    "one": 1,
    "seven": 7,
    "minus": -3,
    "big": 12345678901234567890123,
    "half": 0.5,
    "pi": 3.14159,
    "tiny": 1e-7,
    "huge": 1e22,
    "yes": True,
    "no": False,
    "nothing": None,
    "nums": [3, 1, 2, 10, -1],
    "reals": [0.1, 2.5, -1e16, 1e15, 100.0],
    "words": ["pear", "Apple", "fig", "apple"],
    "mixed": [1, "a", None, True, 2.5, [1, 2], {"k": "v"}],
    "nested": [[1, 2], [3, [4, 5]], []],
    "none_list": [],
    "map": {"b": 1, "a": 2, "c": [1, 2]},
    "empty_map": {},
    "odd_keys": {"items": "mine", "a b": 1, "_x": 2, "1": 3},
    "users": [
        {"name": "Ann", "age": 31, "tags": ["x", "y"], "address": {"city": "Bern"}},
        {"name": "bob", "age": 25, "tags": [], "address": {"city": "Oslo"}},
        {"name": "Cy", "age": 31, "tags": ["x"], "address": {"city": "bern"}},
    ],
    "tree": [{"v": 1, "kids": [{"v": 2, "kids": []}, {"v": 3, "kids": [{"v": 4, "kids": []}]}]}, {"v": 5, "kids": []}],
}

# One construct each. Within PRINTED every line is an expression.
PRINTED = r"""
1
-1
+1
- 1
1_000
0x1f
0b101
0o17
1.5
1e3
1.5e-3
1e100
1_0.2_5
.5
'a' 'b' "c"
'a\n\t\\\'\"\x41\u00e9\U0001F600\101\q'
"\N{SNOWMAN}"
'it''s'
true, True, false, False, none, None
()
(1,)
(1, 2)
1, 2
[1, 'a', none, true, 1.0]
[]
[1,]
{}
{'a': 1, 'b': [1, 2], 3: none, 1.5: (1,)}
{'a': 1,}
{1: 'a', true: 'b', 1.0: 'c'}
{[1]: 2}
{(1, 2): 3}[1, 2]
1 + 2 * 3
(1 + 2) * 3
7 / 2
7 // 2
-7 // 2
7 % 3
-7 % 3
7 % -3
7.5 // 2
-7.5 // 2
-7.5 % 2
7.5 % -2
2 ** 10
2 ** -1
2 ** 0.5
-2 ** 2
2 ** 3 ** 2
0 ** 0
10 ** 20
(-8) ** 3
1 / 3
1 / 0
1 // 0
1 % 0
1.0 / 0
1.0 // 0
1.0 % 0
0.1 + 0.2
1e16 + 1
1e15 + 0.5
123456789012345678
1e22
1e21 / 7
100000 * 100000 * 100000 * 100000
6 / 3
big
big + 1
big / 3
big // 7
big % 7
-big // 7
big * big
big * 1.0
tiny
huge
reals
true + true
true * 3
true / 2
-true
+true
not 1
not ''
not none
not not 1
1 and 2
0 and 2
1 or 2
0 or ''
'' or 'x'
none or false
1 < 2 < 3
1 < 3 < 2
3 > 2 > 1
1 == 1.0
1 == true
'a' == 'a'
'a' < 'b'
'B' < 'a'
[1, 2] < [1, 3]
[1, 2] == [1, 2]
(1, 2) == [1, 2]
{'a': 1} == {'a': 1.0}
1 < 'a'
none < 1
none == none
[1] < ['a']
1 != 2
1 in [1, 2]
'a' in 'abc'
'' in 'abc'
1 in 'abc'
'a' not in 'abc'
not 'a' in 'abc'
'b' in map
1 in map
[1] in [[1]]
2 in (1, 2)
1 in 1
none in [none]
missing in [1]
1 in missing
missing == missing
missing == none
1 ~ 'a' ~ none ~ 2.0 ~ true ~ [1]
1 + 1 ~ 2
1 ~ 2 + 3
'a' + 1
1 + 'a'
'a' + none
[1] + [2]
(1,) + (2,)
[1] + (2,)
[1] + 1
{} + {}
'ab' * 3
3 * 'ab'
'ab' * 0
'ab' * -1
[1, 2] * 2
(1,) * 2
'a' * 'b'
'a' * 1.5
1 - 'a'
none + 1
-'a'
+'a'
'a' if true
'a' if false
'a' if false else 'b'
'a' if yes else 'b' if no else 'c'
'a' if no else 'b' if no else 'c'
('a' if no) is defined
1 if missing else 2
1 if [] else 2
missing
missing.x
missing['x']
missing[0]
missing + 1
1 + missing
-missing
missing > 1
missing()
missing ~ 'x'
missing | upper
missing | length
missing | list
missing | join(',')
missing | default('d')
missing is defined
missing is not defined
missing.x is defined
map.missing.x is defined
map.missing
map.missing.x
map.a
map['a']
map['missing']
map.get('a')
map.get('missing')
map.get('missing', 5)
map.items()
map.keys()
map.values()
map.items() | list
map.keys() | list | length
map.values() | list
map.copy()
odd_keys.items
odd_keys['items']
odd_keys['a b']
odd_keys._x
odd_keys['_x']
odd_keys['1']
odd_keys[1]
map[0]
map[[1]]
map[1:2]
nums[0]
nums[-1]
nums[5]
nums[-6]
nums.0
nums.0.real
nums['0']
nums[1.0]
nums[true]
nums[none]
nums[1:3]
nums[:2]
nums[2:]
nums[:]
nums[::2]
nums[::-1]
nums[3:1:-1]
nums[-2:]
nums[:-2]
nums[10:]
nums[-100:100]
nums[4:0:-2]
nums[::-3]
nums[1:none]
nums[::0]
nums['a':]
nums[1.5:]
nums[1:2, 3]
(1, 2, 3)[::-1]
(1, 2, 3)[0]
text[0]
text[-1]
text[4:9]
text[::-1]
text[100]
text[100:]
text[::2]
text['x']
text[-3:]
text[:-3:-1]
wide[6]
wide[8]
wide[8:16]
wide[::-1]
wide | length
range(10)[2]
range(10)[2:5]
range(10)[::-1]
range(10)[-1]
range(5)
range(1, 5)
range(0, 10, 3)
range(10, 0, -3) | list
range(0) | list
range(5) | length
range(3) == range(0, 3)
3 in range(5)
range(1, 5, 0)
range('a')
range()
range(1.5)
range(100001)
range(100000) | length
nested[1][1][0]
nested[0] + nested[1]
mixed
quotes
[quotes, "it's", 'say "x"', 'both \' "']
['\n\t\r\\', '\x00\x7f\x85\xa0', 'é☃', '\u200b\u2028', '🙂']
wide
[wide]
text.upper()
text.lower()
text.title()
text.capitalize()
text.swapcase()
wide.upper()
wide.lower()
wide.title()
wide.swapcase()
wide.capitalize()
'ß'.capitalize()
'ǆ'.title()
"they're bill's".title()
'ÀÉ'.casefold()
'straße'.casefold()
text.split()
text.split(' ')
text.split(', ')
text.split(' ', 2)
text.split(none, 2)
text.split(maxsplit=1)
text.split(sep='o', maxsplit=2)
text.split('')
text.split('zzz')
empty.split()
empty.split(',')
blank.split()
blank.split(' ')
blank.split(none, 1)
blank.split(none, 0)
'  a b  '.split(none, 1)
'a,b,,c,'.split(',')
'aXbXXc'.split('X', -1)
'aaa'.split('aa')
'aaa'.rsplit('aa')
text.rsplit(' ', 1)
text.rsplit(none, 2)
'  a b  '.rsplit(none, 1)
blank.rsplit()
'a,b,c'.rsplit(',', 1)
lines.splitlines()
lines.splitlines(true)
'a\x0bb\x0cc\x1cd\u2028e\x85f'.splitlines()
empty.splitlines()
'\n'.splitlines()
text.partition(' ')
text.partition('zz')
text.rpartition(' ')
text.rpartition('zz')
text.partition('')
blank.strip()
blank.lstrip()
blank.rstrip()
'xxaxx'.strip('x')
'xyaxy'.lstrip('yx')
'xyaxy'.rstrip('yx')
'xxaxx'.strip(none)
'xxaxx'.strip('')
'\x1c\u3000a\u200b'.strip()
'abcabc'.strip('cba')
'\n\nhm\n'.strip('\n')
text.replace('o', '0')
text.replace('o', '0', 1)
text.replace('', '-')
text.replace('', '-', 3)
empty.replace('', 'x')
'aaa'.replace('aa', 'b')
'aaa'.replace('a', 'bb', 0)
'aaa'.replace('a')
'aaa'.replace(1, 'b')
wide.replace('', '.')
text.startswith('The')
text.startswith(('x', 'The'))
text.startswith('quick', 4)
text.startswith('quick', 4, 6)
text.startswith(['The'])
text.startswith(1)
text.startswith('')
text.startswith('', 100)
text.startswith(())
text.endswith('dog')
text.endswith(('cat', 'dog'))
text.endswith('The', 0, 3)
text.find('q')
text.find('zz')
text.find('o', 13)
text.find('o', -5)
text.find('')
text.find('', 100)
text.rfind('o')
text.rfind('')
text.index('q')
text.index('zz')
text.rindex('o')
text.count('o')
text.count('')
text.count('o', 5, 20)
'aaaa'.count('aa')
wide.find('☃')
wide.rfind('n')
wide.find('nic', 5)
', '.join(words)
', '.join('abc')
', '.join([])
', '.join(nums)
', '.join(map)
''.join(['a', none])
'-'.join(5)
'abc'.center(10)
'abc'.center(10, '*')
'abcd'.center(9, '*')
'abc'.center(2)
'abc'.ljust(6, '.') ~ '|'
'abc'.rjust(6)
'abc'.center(6, 'ab')
'42'.zfill(5)
'-42'.zfill(5)
'+4'.zfill(4)
'a'.zfill(3)
'a\tb\tcd\t'.expandtabs()
'a\tb'.expandtabs(4)
'a\n\tb'.expandtabs(tabsize=3)
'abc'.removeprefix('a')
'abc'.removeprefix('b')
'abc'.removesuffix('bc')
'abc'.isalpha()
'ab1'.isalnum()
'12'.isdigit()
'²'.isdigit()
'½'.isnumeric()
'12'.isdecimal()
''.isdigit()
'abc'.islower()
'ABC'.isupper()
'Abc Def'.istitle()
'Abc def'.istitle()
' \n'.isspace()
'a_1'.isidentifier()
'1a'.isidentifier()
'a\n'.isprintable()
'abc'.isascii()
'é'.isascii()
'{} {}'.format(1, 'a')
'{1} {0}'.format(1, 'a')
'{a} {b}'.format(a=1, b=2)
'{0[a]} {0.b}'.format({'a': 1, 'b': 2})
'{:>5}|{:<5}|{:^5}|'.format('a', 'b', 'c')
'{:05d} {:+d} {:x} {:#b} {:,}'.format(42, 42, 255, 5, 1234567)
'{:.2f} {:e} {:g} {:%}'.format(3.14159, 12345.678, 0.0001, 0.25)
'{:*^9}'.format('mid')
'{:.2}'.format('abc')
'{!r} {!s}'.format('a', 'b')
'{{}} {}'.format(1)
'{} {}'.format(1)
'{a}'.format(b=1)
'{:d}'.format('a')
'{:10.3f}|{:<10.1f}|{:010.2f}'.format(3.14159, 2.5, -1.005)
'{:,.2f}'.format(1234567.891)
'{:_}'.format(1234567)
'{:g} {:g} {:g}'.format(1e10, 1e-5, 123456789)
'{:.3}'.format(1234.5)
'{:}'.format(1.0)
'{0.__class__}'.format(1)
'{:{}}'.format('a', 5) ~ '|'
'{:>{w}}'.format('a', w=4)
'%s and %r' % ('a', 'b')
'%d %i %5d|%-5d|%05d|%+d' % (1, 2, 3, 4, 5, 6)
'%.2f %e %g %G' % (3.14159, 12345.678, 0.00001, 1e20)
'%x %X %o %#x' % (255, 255, 8, 255)
'%c%c' % (65, 'b')
'%(a)s-%(b)05.1f' % {'a': 'x', 'b': 2.25}
'%s' % 'a'
'%s' % [1, 2]
'%s %s' % 'a'
'%s' % (1, 2)
'%%' % ()
'%5s|%-5s|%.2s' % ('a', 'b', 'cde')
'%d' % 'a'
'%d' % 3.7
'%s' % none
'%*d' % (5, 42)
'%q' % 1
'%' % 1
'x' % 1
'x' % []
nums.index(2)
nums.index(99)
nums.count(1)
nums.copy()
nums.append(1)
nums.append
nums.pop()
map.update({})
map.pop('a')
map.clear
(1, 2, 1).count(1)
(1, 2).index(2)
{}.fromkeys([1, 2], 'x')
(5).bit_length()
(0.5).is_integer()
''.__class__
''.__class__.__mro__
''['__class__']
map.__class__
none.__class__.x
messages.__init__.__globals__
range.__self__
text._private
loop
loop.index
5()
'a'()
text.nothing
text.nothing()
text.nothing.more
nums.nothing
none.x
none['x']
none[0]
(5).x
(5)[0]
range(5).start
dict(a=1, b=2)
dict([['a', 1]], b=2)
dict({'a': 1}, a=3)
dict(map, **{'z': 0})
dict(5)
dict([1])
namespace(a=1)
namespace(a=1).a
namespace(a=1)['a']
namespace({'a': 1}).a
namespace().x
namespace().x.y
[*1]
range(*[1, 4]) | list
dict(**{'a': 1}) | tojson
dict(**1)
cycler('a', 'b').next()
cycler()
joiner()()
raise_exception('No.')
raise_exception()
-3 | abs
-3.5 | abs
'a' | abs
true | abs
(-3) | abs
nums | batch(2) | list
nums | batch(3, 'x') | list
nums | batch(2) | map('list') | list
'hello WORLD' | capitalize
'ab' | center(7) ~ '|'
nums | count
missing | d
missing | d('x')
'' | default('x')
'' | default('x', true)
none | default('x')
none | default('x', boolean=true)
0 | d(5, true)
map | dictsort
map | dictsort(by='value')
{'b': 1, 'A': 3, 'a': 2} | dictsort
{'b': 1, 'A': 3, 'a': 2} | dictsort(true)
{'b': 1, 'A': 3, 'a': 2} | dictsort(reverse=true)
{'b': 1, 'A': 'x'} | dictsort(false, 'value')
map | dictsort(by='x')
html | e
html | escape
html | escape | escape
html | forceescape
(html | escape | forceescape)
(html | e) + '<b>'
'<b>' + (html | e)
(html | safe) ~ '<'
(html | safe) + '<'
[html | safe]
(html | safe) is escaped
html is escaped
('<i>' | safe).upper() is escaped
1 | filesizeformat
0 | filesizeformat
999 | filesizeformat
1000 | filesizeformat
1024 | filesizeformat(true)
123456789 | filesizeformat
1e30 | filesizeformat
nums | first
'abc' | first
[] | first
[] | first is defined
map | first
'1.5' | float
'x' | float
'x' | float(2.5)
' 1_0.5 ' | float
'inf' | float
'nan' | float
'-1e5' | float
none | float
3 | float
[] | float
'%s %d' | format('a', 1)
'%(x)s' | format(x=1)
'%s' | format(1, x=2)
'%s' | format
users | groupby('age')
users | groupby('age') | map(attribute='grouper') | list
users | groupby('address.city')
users | groupby('address.city', case_sensitive=true)
(users | groupby('age') | first).list | length
users | groupby('zip', default='none')
lines | indent
lines | indent(2)
lines | indent(2, true)
lines | indent(2, true, true)
lines | indent('> ', blank=true)
'a' | indent(width=3, first=true)
'' | indent(2, true)
'42' | int
'42.9' | int
'x' | int
'x' | int(7)
'0x1f' | int(0, 16)
'0x1f' | int
'11' | int(base=2)
' 12 ' | int
'1_000' | int
'-5' | int
'1e3' | int
3.9 | int
-3.9 | int
true | int
none | int
[] | int
'٣' | int
'inf' | int
words | join
words | join(', ')
nums | join('-')
mixed | join('|')
users | join(', ', attribute='name')
'abc' | join('.')
5 | join
[] | join(',')
nums | last
'abc' | last
[] | last
map | last
range(3) | last
text | length
map | length
5 | length
none | length
'abc' | list
map | list
(1, 2) | list
5 | list
'ABC' | lower
5 | lower
map | items | list
missing | items | list
5 | items | list
nums | map('string') | list
words | map('upper') | join(' ')
users | map(attribute='name') | list
users | map(attribute='address.city') | list
users | map(attribute='zip', default='?') | list
users | map(attribute='tags.0') | list
words | map('replace', 'p', 'b') | list
nums | map('default', 1) | list
words | map | list
words | map('nofilter') | list
users | map(attribute='name', other=1) | list
words | map('length') | sum
nums | max
nums | min
words | max
words | min
words | max(true)
users | max(attribute='age')
users | min(attribute='name')
[] | max
[] | max is defined
[1, 'a'] | max
nums | reject('odd') | list
nums | reject('gt', 2) | list
mixed | reject | list
users | rejectattr('tags') | map(attribute='name') | list
users | rejectattr('age', 'eq', 31) | list | length
text | replace('o', '0')
text | replace('o', '0', 1)
12321 | replace(2, 'x')
text | replace('o')
'abc' | reverse
nums | reverse | list
wide | reverse
range(3) | reverse | list
5 | reverse
nums | select('odd') | reverse
3.7 | round
2.5 | round
3.5 | round
-2.5 | round
3.14159 | round(2)
2.675 | round(2)
1234.5 | round(-2)
42 | round
1250 | round(-2)
3.2 | round(0, 'ceil')
3.7 | round(method='floor')
3.14159 | round(3, 'ceil')
5 | round(1, 'floor')
'a' | round
2.5 | round(1, 'x')
true | round
nums | select | list
nums | select('odd') | list
nums | select('divisibleby', 5) | list
mixed | select('string') | list
mixed | select('number') | list
mixed | select('none') | list
mixed | select('mapping') | list
mixed | select('sequence') | list
mixed | select('iterable') | list
mixed | select('boolean') | list
mixed | select('integer') | list
mixed | select('float') | list
mixed | select('defined') | list | length
nums | select('in', [1, 2]) | list
nums | select('nosuch') | list
users | selectattr('age', 'gt', 30) | map(attribute='name') | join(',')
users | selectattr('tags') | list | length
users | selectattr('address.city', 'equalto', 'Bern') | list
users | selectattr | list
nums | slice(2) | list
nums | slice(3, 'x') | list
nums | slice(0) | list
nums | sort
nums | sort(reverse=true)
nums | sort(true)
words | sort
words | sort(case_sensitive=true)
words | sort(true, true)
users | sort(attribute='age') | map(attribute='name') | list
users | sort(attribute='age,name') | map(attribute='name') | list
users | sort(attribute='name') | map(attribute='name') | list
[1, 'a'] | sort
[[2, 1], [1, 2]] | sort
'hello' | sort
map | sort
5 | string
none | string
[1, 'a'] | string
'<a>' | string
'<b>bold</b>  <!-- c --> text &amp; more' | striptags
nums | sum
reals | sum
[] | sum
users | sum(attribute='age')
nums | sum(start=10)
[[1], [2]] | sum(start=[])
words | sum
words | sum(start='')
'hello world-foo (bar) [baz] <q>' | title
"it's o'clock" | title
blank | trim
'xxaxx' | trim('x')
5 | trim
text | truncate(20)
text | truncate(20, true)
text | truncate(20, true, '…')
text | truncate(41)
text | truncate(20, leeway=0)
text | truncate(20, false, '', 0)
text | truncate(2)
'abcdefghijkl' | truncate(5, leeway=0)
words | unique | list
words | unique(true) | list
[1, 1.0, true, 2] | unique | list
users | unique(attribute='age') | map(attribute='name') | list
[[1]] | unique | list
'aAb' | unique | join
'abc' | upper
none | upper
'a b&c/d?é' | urlencode
{'a b': 'c&d', 'x': 1} | urlencode
[['a', 1], ('b', 2)] | urlencode
5 | urlencode
text | wordcount
'' | wordcount
"it's two-words" | wordcount
text | wordwrap(12)
text | wordwrap(5)
text | wordwrap(5, false)
text | wordwrap(12, wrapstring='|')
text | wordwrap(7, true, '|', false)
'a\n\nb c' | wordwrap(1)
'well-known semi--colon e-mail' | wordwrap(8, true, '|')
{'class': 'a', 'id': none, 'x': '<', 'n': 1} | xmlattr
{'a': 1} | xmlattr(false)
{'a b': 1} | xmlattr
map | tojson
map | tojson(indent=2)
map | tojson(indent=4)
map | tojson(indent=0)
map | tojson(indent='--')
map | tojson(sort_keys=true)
map | tojson(separators=(',', ':'))
map | tojson(indent=2, separators=(',', ': '))
mixed | tojson
mixed | tojson(indent=1)
[] | tojson(indent=2)
{} | tojson(indent=2)
[[], {}] | tojson(indent=2)
wide | tojson
wide | tojson(ensure_ascii=true)
html | tojson
quotes | tojson
'\x00\x1f\x7f\u2028\n\t\b\f/' | tojson
'\x7f\u2028' | tojson(true)
[1, 1.0, 1e100, 1e-7, -0.0, 0.1, 1e16, 123456789.0] | tojson
{1: 1, none: 2, true: 3, 1.5: 4} | tojson
{(1, 2): 1} | tojson
missing | tojson
range(3) | tojson
map.items() | tojson
map.items() | list | tojson
(1, 2) | tojson
big | tojson
'inf' | float | tojson
messages[2].tool_calls[0].function | tojson
map | attr('items') is callable
map | attr('a')
map | attr('a') is defined
map | attr('__class__')
'x' | nofilter
'x' is notest
1 is odd
2 is even
0 is even
-3 is odd
9 is divisibleby 3
9 is divisibleby(4)
9 is divisibleby 0
'a' is odd
5 is defined
missing is undefined
none is none
missing is none
1 is boolean
true is boolean
false is false
0 is false
true is true
1 is true
1 is integer
true is integer
1.0 is integer
1.0 is float
1 is float
1 is number
true is number
'1' is number
none is number
'abc' is lower
'aBc' is lower
'ABC' is upper
'1' is upper
'a' is string
1 is string
(html | safe) is string
map is mapping
nums is mapping
missing is mapping
nums is sequence
'a' is sequence
map is sequence
5 is sequence
missing is sequence
range(2) is sequence
map.keys() is sequence
(nums | select) is sequence
nums is iterable
5 is iterable
'a' is iterable
missing is iterable
none is iterable
(nums | map('string')) is iterable
range is callable
5 is callable
missing is callable
text.upper is callable
namespace() is iterable
namespace() is mapping
none is sameas none
1 is sameas 1
true is sameas true
1 is sameas true
nums is sameas nums
[1] is sameas [1]
1 is in [1, 2]
'a' is in 'abc'
1 is not in [2]
5 is == 5
5 is eq 5
5 is eq(5)
5 is equalto 5
5 is ne 5
5 is gt 3
5 is greaterthan 3
5 is ge 5
5 is lt 3
5 is lessthan 9
5 is le 5
'upper' is filter
'nope' is filter
'odd' is test
'nope' is test
5 is gt 'a'
1 is defined and 2 is defined
1 is defined is defined
not 1 is defined
1 is not defined or true
nums is iterable and nums is not string
text | upper | lower | title
text | upper ~ 'x'
-1 | abs
(1 + 2) | string ~ '!'
1 + 2 | string
'a' | upper + 'b' | upper
nums | sum / 2
[1, 2] | first + 1
nums|length > 3
nums | length in [5]
words | map('upper') | select('in', ['FIG', 'PEAR']) | list | tojson
text.split(' ') | map('length') | list
(nums | select('odd')) | list | length
(nums | select('odd')) | length
(none_list | select('odd')) and 'true'
nums | map('string') | join(', ') | upper
messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | first
messages | rejectattr('role', 'in', ['system', 'tool']) | list | length
(messages | last).content.split('</think>')[-1].lstrip('\n')
messages[2].content | length
messages[-1].content.split('</think>')[0].split('<think>')[-1].strip('\n')
messages[::-1] | map(attribute='role') | join(' ')
messages[1:] | length
messages[0]['content'] + '\n\n'
messages[2].tool_calls is defined and messages[2].tool_calls
messages[1].tool_calls is defined
messages[3].content is mapping
messages[3].content is string
strftime_now('%%')
strftime_now()
strftime_now(5)
lipsum is defined
""".strip("\n").split("\n")

# Whole templates, one construct each, divided by lines of "====".
TEMPLATES = r"""
a{# comment #}b
====
a
  {# comment #}
b
====
a {#- comment -#} b
====
a {#- x #} b {# y -#} c
====
{#+ x #}
y
====
  {%+ if true %}x{% endif %}
====
a
    {% if true %}
  b
    {% endif %}
c
====
a
    {%- if true -%}
  b
    {%- endif -%}
c
====
a
    {%+ if true +%}
  b
    {%+ endif +%}
c
====
a {% if true %} b {% endif %} c
====
a {{- ' b ' -}} c
====
  {{ 1 }}
  {{- 2 }}
 {{ 3 -}}
   x
====
{{ 1 }}

{{ 2 }}
====
{% if true %}

x

{% endif %}

y
====
{% raw %}{{ x }} {% if %}{% endraw %}
====
  {% raw %}
  {{ x }}
  {% endraw %}
y
====
a {%- raw -%}  {{ x }}  {%- endraw -%}  b
====
a {%+ raw %} x {%+ endraw +%}
b
====
{% raw %}{% raw %}{% endraw %}
====
{% for x in nums %}{{ x }},{% endfor %}
====
{% for x in nums %}
{{ loop.index }}/{{ loop.length }}:{{ x }} {{ loop.first }} {{ loop.last }} {{ loop.index0 }} {{ loop.revindex }} {{ loop.revindex0 }}
{% endfor %}
====
{% for x in nums if x > 1 %}{{ loop.index }}:{{ x }}/{{ loop.length }} {% else %}none{% endfor %}
====
{% for x in nums if x > 100 %}{{ x }}{% else %}none{% endfor %}
====
{% for x in [] %}{{ x }}{% else %}none {{ loop is defined }}{% endfor %}
====
{% for x in missing %}{{ x }}{% else %}none{% endfor %}
====
{% for x in none %}{{ x }}{% else %}none{% endfor %}
====
{% for x in 5 %}{{ x }}{% endfor %}
====
{% for k, v in map.items() %}{{ k }}={{ v }};{% endfor %}
====
{% for k in map %}{{ k }};{% endfor %}
====
{% for k, v in map|dictsort %}{{ k }}={{ v }};{% endfor %}
====
{% for a, (b, c) in [(1, (2, 3)), [4, [5, 6]]] %}{{ a }}{{ b }}{{ c }};{% endfor %}
====
{% for a, b in [1, 2] %}{{ a }}{% endfor %}
====
{% for a, b in [[1, 2, 3]] %}{{ a }}{% endfor %}
====
{% for a, b in [[1]] %}{{ a }}{% endfor %}
====
{% for a, b in ['xy', 'zw'] %}{{ a }}{{ b }};{% endfor %}
====
{% for c in 'héllo' %}{{ c }}.{% endfor %}
====
{% for x in range(10) %}{% if x == 3 %}{% continue %}{% endif %}{% if x == 6 %}{% break %}{% endif %}{{ x }}{% endfor %}
====
{% for x in range(3) %}{% for y in range(3) %}{% if y == 1 %}{% break %}{% endif %}{{ x }}{{ y }} {% endfor %}{% endfor %}
====
{% for x in [1] %}{% break %}{% else %}else{% endfor %}
====
{% break %}
====
{% for x in nums %}{{ loop.previtem }}<{{ x }}>{{ loop.nextitem }} {% endfor %}
====
{% for x in nums %}{{ loop.previtem is defined }} {{ loop.nextitem is defined }} {% endfor %}
====
{% for x in nums %}{{ loop.cycle('a', 'b') }}{% endfor %}
====
{% for x in nums %}{{ loop.cycle() }}{% endfor %}
====
{% for x in [1, 1, 2, 2, 1] %}{{ loop.changed(x) }} {% endfor %}
====
{% for x in users %}{% if loop.changed(x.age, 1) %}{{ x.age }}{% endif %}{% endfor %}
====
{% for x in nums %}{{ loop.depth }}{{ loop.depth0 }}{% endfor %}
====
{% for x in nums %}{{ loop }}{% endfor %}
====
{% for x in nums|select('odd') %}{{ loop.index }}{{ loop.last }}{{ x }} {% endfor %}
====
{% for x in nums|select('odd') %}{{ loop.length }} {{ loop.revindex }} {% endfor %}
====
{% for node in tree recursive %}[{{ node.v }}{{ loop.depth }}{% if node.kids %}{{ loop(node.kids) }}{% endif %}]{% endfor %}
====
{% for node in tree recursive -%}
  {{ loop.depth0 * '  ' }}- {{ node.v }}
  {%- if node.kids %}
{{ loop(node.kids) }}
  {%- endif %}
{% endfor %}
====
{% for node in tree if node.v < 5 recursive %}{{ node.v }}{{ loop(node.kids) }}{% else %}-{% endfor %}
====
{% for node in tree %}{{ loop(node.kids) }}{% endfor %}
====
{% for x in nums %}{% for y in nums %}{{ loop.index }}{% endfor %}{{ loop.index }} {% endfor %}
====
{% for x in nums %}{% set outer = loop %}{% for y in [1] %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}
====
{% set x = 1 %}{% for y in nums %}{% set x = y %}{{ x }}{% endfor %}{{ x }}
====
{% set ns = namespace(x=1) %}{% for y in nums %}{% set ns.x = ns.x + y %}{% endfor %}{{ ns.x }} {{ ns }}
====
{% set ns = namespace() %}{% set ns.a = 1 %}{% set ns.b, ns.c = 2, 3 %}{{ ns.a }}{{ ns.b }}{{ ns.c }}
====
{% set x.y = 1 %}
====
{% set map.y = 1 %}
====
{% set a, b = 1, 2 %}{{ a }}{{ b }}
====
{% set a, b = [1] %}
====
{% set a = 1, 2 %}{{ a }}
====
{% set (a, b) = 'xy' %}{{ a }}{{ b }}
====
{% set a, = [1] %}{{ a }}
====
{% set true = 1 %}
====
{% set 1 = 1 %}
====
{% set x %}a {{ 1 }} b{% endset %}[{{ x }}]
====
{% set x | upper | replace('A', '4') %}abc{% endset %}{{ x }}
====
{% set x %}{% set y = 1 %}{{ y }}{% endset %}{{ x }}{{ y is defined }}
====
{% set x = 1 %}{% set x = x + 1 %}{{ x }}
====
{% if false %}{% set add_generation_prompt = 5 %}{% endif %}{{ add_generation_prompt }}
====
{% if true %}{% set inner = 5 %}{% endif %}{{ inner }}
====
{% if not tools is defined %}{% set tools = none %}{% endif %}{{ tools }}
====
{% if not nosuch is defined %}{% set nosuch = 'set' %}{% endif %}{{ nosuch }}
====
{% for m in messages %}{% if loop.first %}{% set sys = m.content %}{% endif %}{{ sys }};{% endfor %}
====
{% with a = 1, b = 2 %}{{ a }}{{ b }}{% endwith %}{{ a is defined }}
====
{% set a = 5 %}{% with a = 1, b = a %}{{ b }}{{ a }}{% endwith %}{{ a }}
====
{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q }}
====
{% with a, b = [1, 2] %}{{ a }}{% endwith %}
====
{% if zero %}a{% elif one %}b{% else %}c{% endif %}
====
{% if zero %}a{% elif no %}b{% else %}c{% endif %}
====
{% if zero %}a{% elif no %}b{% endif %}|
====
{% if 1, 0 %}tuple{% endif %}
====
{% if messages[0].role == 'system' and messages[0].content is string %}{{ messages[0].content }}{% endif %}
====
{% if %}x{% endif %}
====
{% if true %}x
====
{% endif %}
====
{% if true %}{% endfor %}
====
{% for x in nums %}{% else %}
====
{% nosuch %}
====
{% 1 %}
====
{{ }}
====
{{ 1 2 }}
====
{{ 'a }}
====
{{ (1 }}
====
{{ 1) }}
====
{{ [1) }}
====
{{ a.(b) }}
====
{{ $ }}
====
{{ a ? b : c }}
====
{% if a = b %}{% endif %}
====
{{ x
====
{# x
====
{% raw %} x
====
{% block a %}x{% endblock %}{#- refused -#}
====
{% include 'x' %}
====
{% import 'x' as y %}
====
{% from 'x' import y %}
====
{% extends 'x' %}
====
{% macro f(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ f(1) }}|{{ f(1, 3) }}|{{ f(1, c=5) }}|{{ f(b=1, a=0) }}|{{ f() }}|
====
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, 2) }}
====
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(b=2) }}
====
{% macro f(a) %}{{ a }}{% endmacro %}{{ f(1, a=2) }}
====
{% macro f(a) %}{{ a is defined }}{{ a }}{% endmacro %}{{ f() }}
====
{% macro f(a) %}{{ a.x }}{% endmacro %}{{ f() }}
====
{% macro f() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1, 2, x=3) }}
====
{% macro f(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(*[1, 2, 3], **{'z': 1}) }}
====
{% macro f(a) %}[{{ a }}{{ caller() }}]{% endmacro %}{% call f(1) %}inner{{ one }}{% endcall %}
====
{% macro f() %}{{ caller(1, b=2) }}{% endmacro %}{% call(a, b, c=3) f() %}{{ a }}{{ b }}{{ c }}{% endcall %}
====
{% macro f() %}{{ caller is defined }}{{ caller() }}{% endmacro %}{{ f() }}
====
{% macro f() %}x{% endmacro %}{% call f() %}y{% endcall %}
====
{% call 5 %}{% endcall %}
====
{% call missing() %}{% endcall %}
====
{% macro f(n) %}{{ n }}{% if n > 0 %}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}
====
{% macro f(x, y) %}{{ x }}{% endmacro %}{{ f.name }} {{ f.arguments }} {{ f.catch_kwargs }} {{ f.catch_varargs }} {{ f.caller }} {{ f }}
====
{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}B{% endmacro %}{{ a() }}
====
{% macro f() %}{{ later }}{% endmacro %}{% set later = 'L' %}{{ f() }}
====
{% macro f() %}{% set z = 1 %}{{ z }}{% endmacro %}{{ f() }}{{ z is defined }}
====
{% macro f() %}{{ messages|length }}{% endmacro %}{{ f() }}
====
{%- macro render(m) -%}
  <{{ m.role }}>
  {{- m.content if m.content is string else m.content | tojson -}}
{%- endmacro -%}
{%- for m in messages %}{{ render(m) }}{% endfor %}
====
{% macro f(a=1, b) %}{% endmacro %}
====
{% macro f(%}{% endmacro %}
====
{% for x in [1, 2] %}{% macro g() %}{{ x }}{{ loop.index }}{% endmacro %}{{ g() }}{% endfor %}
====
{% macro f() %}  a  {% endmacro %}{{ f() | trim }}|{{ f() | length }}
====
{% macro f() %}<{% endmacro %}{{ f() | e }}
====
{% filter upper %}a{{ text[:5] }}{% endfilter %}
====
{% filter replace('a', 'b') | upper %}aaa{% endfilter %}
====
{% filter indent(2) %}
a
b
{% endfilter %}
====
{% filter nosuch %}{% endfilter %}
====
{% set c = cycler('a', 'b', 'c') %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.next() }}
====
{% set j = joiner('; ') %}{% for x in nums %}{{ j() }}{{ x }}{% endfor %}
====
{% print 1, 'a' %}
====
{% set g = nums | select('odd') %}{{ g | list }}{{ g | list }}
====
{% set g = nums | map('string') %}{{ g | first }}{{ g | first }}{{ g | join }}
====
{% if nums | select('gt', 100) %}true even when empty{% endif %}
====
{% if nums | select('gt', 100) | list %}x{% else %}empty{% endif %}
====
{% generation %}a{% endgeneration %}
====
x{% generation %}{{ wide }}{% endgeneration %}y{% generation %}b{% endgeneration %}
====
{% for m in messages %}
{{ m.role }}:
{%- if m.role == 'assistant' %}
{% generation %}
{{ m.content }}
{% endgeneration %}
{% endif %}
{% endfor %}
====
{% generation %}{% set v = 1 %}{{ v }}{% endgeneration %}{{ v is defined }}
====
{% set v = 1 %}{% generation %}{{ v }}{% set v = 2 %}{{ v }}{% endgeneration %}{{ v }}
====
{% for x in nums %}{% generation %}{% break %}{% endgeneration %}{% endfor %}
====
{% for x in nums %}{% generation %}{{ loop.index }}{% for y in [1] %}{% continue %}{% endfor %}{% endgeneration %}{% endfor %}
====
{%- generation -%} a {%- endgeneration -%} b
====
  {% generation %}
x
  {% endgeneration %}
y
====
{% generation %}
====
{{ raise_exception('Roles must ' ~ 'alternate') }}
====
{% for m in messages %}{% if m.role == 'tool' %}{{ raise_exception('no tool: ' + m.role) }}{% endif %}{{ m.role }}{% endfor %}
====
{{ messages[10].role }}
====
{{ messages[10] }}
====
{% set m = messages[-1] %}{% if '</think>' in m.content %}{% set parts = m.content.split('</think>') %}{{ parts[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}|{{ parts[-1].lstrip('\n') }}{% endif %}
====
{%- set ns = namespace(multi=true, last=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi = false %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{{- ns.last }}
====
{% set a = [] %}{% for m in messages %}{% set a = a + [m.role] %}{% endfor %}{{ a }}
====
{% set ns = namespace(a=[]) %}{% for m in messages %}{% set ns.a = ns.a + [m.role] %}{% endfor %}{{ ns.a }}
====
{% set d = {'a': 1} %}{{ d.update({'b': 2}) }}
====
{% set d = dict(map, z=1) %}{{ d }}
====
{{ '{{' }} {{ '%}' }} {{ "}}" }}
====
{{ {'a': {'b': 1}} }}{{ {'a': {'b': 1}}['a']['b']}}
====
{{ {} }}{{{}}}
====
{ % x % } { { } } {{ '#}' }} #} %} }}
====
{{1}}{{-2-}}{{3}}
====
{{ - 1 }} {{-1}}
====
{{ 5 -}}   {{- 5 }}
====
{{ users | map(attribute='name') | join(', ') if users else 'nobody' }}
====
{% for u in users | sort(attribute='age', reverse=true) %}{{ u.name }}{{ ', ' if not loop.last }}{% endfor %}
====
{% for g in users | groupby('age') %}{{ g.grouper }}: {{ g.list | map(attribute='name') | join(',') }}; {% endfor %}
====
{% for age, list in users | groupby('age') %}{{ age }}: {{ list | length }}; {% endfor %}
====
{% for row in nums | batch(2, '-') %}{{ row | join(' ') }}
{% endfor %}
====
{% for x in nums | slice(2) %}{{ x }}{% endfor %}
====
{% if x is defined and x %}a{% elif x is not defined %}b{% endif %}
====
{% set content = messages[1].content %}{% if content is string %}{{ content|trim }}{% else %}{% for part in content %}{{ part.text }}{% endfor %}{% endif %}
====
{{ bos_token }}{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + (message['content'] if message['content'] is string else message['content']|tojson) + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}
====
{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system_message = messages[0]['content'] %}{% else %}{% set loop_messages = messages %}{% set system_message = false %}{% endif %}{% for message in loop_messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}{% endfor %}
====
{{ x is defined }}{% set x = 1 %}{{ x is defined }}
====
{% set x = x | default('d') %}{{ x }}
====
{%set x=1%}{%if x==1%}{{x}}{%endif%}
====
{% for x in nums: %}{{ x }}{% endfor %}
====
{% if true: %}x{% endif %}
====
line one
{{ 1 / 0 }}
====
{% set a = 1 %}

{% set b = a.x.y %}
====
a{{ '\n' }}b

====


x
====
{% if true %}a{% endif %}
{% if true %}b{% endif %}

{% if true %}c{% endif %}
====
	{% if true %}
	tab
	{% endif %}
====
{%- for i in range(3) %}
{{ i }}
{%- endfor %}
====
{% for i in range(3) -%}
{{ i }}
{% endfor %}
====
{{ ("a" if one else "b") ~ ("c" if zero) ~ "d" }}
====
{% set x = namespace(v=[1]) %}{% set y = x %}{% set y.v = 2 %}{{ x.v }}
====
{% autoescape true %}x{% endautoescape %}
""".strip("\n").split("\n====\n")


class Draw:
    """Expressions by chance: mostly such as people write, some that fail."""

    VALUES = [
        "0", "1", "2", "-1", "3.5", "'a'", "'b, c'", "''", "true", "none", "[1, 2, 3]", "['b', 'a']", "{'a': 1, 'b': 'x'}", "(1, 'a')",
        "text", "blank", "wide", "lines", "quotes", "html", "nums", "reals", "words", "mixed", "nested", "map", "users", "messages", "half", "big", "minus", "missing",
        "range(4)", "messages[1].content", "messages[-1]['content']", "users[0]", "odd_keys", "empty", "none_list", "empty_map", "tiny",
    ]
    BINARY = ["+", "-", "*", "/", "//", "%", "~", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]
    FILTERS = [
        "upper", "lower", "title", "capitalize", "trim", "length", "list", "first", "last", "join", "join(', ')", "reverse | list", "sort", "unique | list", "sum", "min", "max",
        "string", "int", "float", "abs", "round", "round(1)", "tojson", "tojson(indent=2)", "default('d')", "default('d', true)", "replace('a', 'b')", "map('string') | list",
        "select | list", "reject('none') | list", "select('string') | list", "items | list", "dictsort", "batch(2) | list", "slice(2) | list", "indent", "wordcount", "e", "urlencode",
        "truncate(8)", "center(9)", "map('length') | list", "wordwrap(6)", "count", "striptags", "map(attribute='name') | list", "format(1)", "xmlattr",
    ]
    TESTS = [
        "defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping", "sequence", "iterable", "odd", "even", "lower", "upper", "true", "false",
        "divisibleby(2)", "sameas none", "in [1, 'a']", "eq 1", "gt 1", "callable", "escaped",
    ]
    TAILS = [
        "[0]", "[-1]", "[1:]", "[:2]", "[::-1]", "[::2]", "[-2:]", "['a']", ".a", ".b", ".name", ".upper()", ".split()", ".split('a')", ".strip()", ".strip('ab')", ".items() | list", ".keys() | list",
        ".get('a')", ".get('q', 1)", ".startswith('a')", ".replace('a', 'xy')", ".join(['p', 'q'])", ".title()", ".splitlines()", ".count('a')", ".find('o')", ".index(1)", ".role", ".zfill(4)",
        ".partition('o')", ".rsplit(none, 1)", ".lstrip()", ".capitalize()", ".center(7, '*')", ".format(1, 2)", ".isdigit()", ".swapcase()",
    ]

    def __init__(self, seed):
        self.random = random.Random(seed)

    def expression(self, depth):
        if depth == 0:
            return self.random.choice(self.VALUES)
        kind = self.random.random()
        if kind < 0.30:
            return "(%s) %s (%s)" % (self.expression(depth - 1), self.random.choice(self.BINARY), self.expression(depth - 1))
        if kind < 0.55:
            return "(%s) | %s" % (self.expression(depth - 1), self.random.choice(self.FILTERS))
        if kind < 0.80:
            return "(%s)%s" % (self.expression(depth - 1), self.random.choice(self.TAILS))
        if kind < 0.88:
            return "(%s) is %s%s" % (self.expression(depth - 1), self.random.choice(["", "not "]), self.random.choice(self.TESTS))
        if kind < 0.92:
            return "(%s) if (%s) else (%s)" % (self.expression(depth - 1), self.expression(depth - 1), self.expression(depth - 1))
        if kind < 0.95:
            return "not (%s)" % self.expression(depth - 1)
        return "[%s, %s]" % (self.expression(depth - 1), self.expression(depth - 1))


def case(template):
    try:
        compiled = _compile_jinja_template(template)
        values = copy.deepcopy(VARIABLES)  # a filter may change a list even in the sandbox
        text, spans = _render_with_assistant_indices(
            compiled, values.pop("messages"), values.pop("tools"), values.pop("documents"), values.pop("add_generation_prompt"), **values
        )
    except Exception as error:
        if isinstance(error, (MemoryError, RecursionError)):
            return None
        return {"template": template, "error": {"type": type(error).__name__, "message": str(error), "line": line(error)}}
    if " at 0x" in text or "<built-in" in text or len(text) > 20_000:
        return None
    return {"template": template, "rendered": text, **({"spans": spans} if spans else {})}


def is_folded(expression, text):
    """Whether the text is another one because Jinja computed it while compiling: of constants alone, a slice of a number is undefined."""
    environment = _compile_jinja_template("").environment.overlay(optimized=False)
    try:
        template = environment.from_string("{{ [%s, missing][0] }}" % expression)
        return template.render(copy.deepcopy(VARIABLES)) != text
    except Exception:
        return True


def line(error):
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.lineno
    found, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def main():
    draw = Draw(SEED)
    templates = ["{{ %s }}" % expression for expression in PRINTED] + TEMPLATES
    written = [made for made in map(case, templates) if made]
    drawn, failing = [], 0
    while len(drawn) < 1500:
        expression = draw.expression(draw.random.choice([1, 2, 2, 3]))
        made = case("{{ %s }}" % expression)
        if made is None or (failing >= 400 and "error" in made):
            continue
        if "rendered" in made and is_folded(expression, made["rendered"]):
            continue
        failing += "error" in made
        drawn.append(made)
    result = {
        "seed": SEED,
        "provenance": {"transformers": transformers.__version__, "jinja2": jinja2.__version__, "python": sys.version.split()[0]},
        "variables": VARIABLES,
        "written": written,
        "drawn": drawn,
    }
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        entry = zipfile.ZipInfo("jinja.json", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, json.dumps(result, ensure_ascii=False, indent=1))
    print(f"{len(written)} written, {len(drawn)} drawn, {failing} of these fail; {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
