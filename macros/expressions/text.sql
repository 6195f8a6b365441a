{# Whether a pattern is found in a text. Pattern and texts are plain letters, so that a
   pattern means the same to both engines. #}
{% macro text_matches(text, pattern) %}{{ return(adapter.dispatch('text_matches')(text, pattern)) }}{% endmacro %}

{% macro duckdb__text_matches(text, pattern) -%}
    regexp_matches({{ text }}, {{ pattern_literal(pattern) }})
{%- endmacro %}

{% macro spark__text_matches(text, pattern) -%}
    ({{ text }} rlike {{ pattern_literal(pattern) }})
{%- endmacro %}


{# How often a pattern is found in a text. #}
{% macro match_count(text, pattern) %}{{ return(adapter.dispatch('match_count')(text, pattern)) }}{% endmacro %}

{% macro duckdb__match_count(text, pattern) -%}
    len(regexp_extract_all({{ text }}, {{ pattern_literal(pattern) }}))
{%- endmacro %}

{% macro spark__match_count(text, pattern) -%}
    regexp_count({{ text }}, {{ pattern_literal(pattern) }})
{%- endmacro %}


{# A text with a line's end for every match of a pattern. #}
{% macro without_matches(text, pattern) %}{{ return(adapter.dispatch('without_matches')(text, pattern)) }}{% endmacro %}

{% macro duckdb__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, {{ pattern_literal(pattern) }}, chr(10), 'g')
{%- endmacro %}

{% macro spark__without_matches(text, pattern) -%}
    regexp_replace({{ text }}, {{ pattern_literal(pattern) }}, chr(10))
{%- endmacro %}


{# Whether a text holds another one, as it stands. #}
{% macro holds(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}


{# A pattern as it stands in SQL. #}
{% macro pattern_literal(pattern) %}{{ return(adapter.dispatch('pattern_literal')(pattern)) }}{% endmacro %}

{% macro duckdb__pattern_literal(pattern) -%}
    '{{ pattern | replace("'", "''") }}'
{%- endmacro %}

{# Spark would read the backslashes of a pattern itself, but for raw text. #}
{% macro spark__pattern_literal(pattern) -%}
    r"{{ pattern | replace('"', '[\\x22]') }}"
{%- endmacro %}


{# Letters without their accents: é is e, ç is c, ñ is n. #}
{% macro without_accents(text) %}{{ return(adapter.dispatch('without_accents')(text)) }}{% endmacro %}

{% macro duckdb__without_accents(text) -%}
    strip_accents({{ text }})
{%- endmacro %}

{% macro spark__without_accents(text) -%}
    translate({{ text }}, 'áàâäãåéèêëíìîïóòôöõúùûüýÿçñ', 'aaaaaaeeeeiiiiooooouuuuyycn')
{%- endmacro %}


{# The lexicon as it stands in the warehouse: rows by class and language. A project that is
   only read has none yet. #}
{% macro lexicon() %}
    {% set found = {} %}
    {# Not by ref, which a unit test would take for its own rows. #}
    {% set schema = generate_schema_name('facts', none) | trim %}
    {% set table = adapter.get_relation(target.database, schema, 'lexicon') if execute else none %}
    {% if table %}
        {% for row in run_query(
            "select class, language, phrase, weight, negation_scope from " ~ table
            ~ " order by class, language, phrase"
        ).rows %}
            {% do found.setdefault(row[0], {}).setdefault(row[1], []).append(
                {'phrase': row[2], 'weight': row[3] | int, 'scope': row[4] | int}
            ) %}
        {% endfor %}
    {% endif %}
    {{ return(found) }}
{% endmacro %}


{# What stands between two words of a phrase: anything but letters, digits and what ends a
   part of a sentence. #}
{% macro between_words() %}{{ return('[^a-z0-9.,;:?!]+') }}{% endmacro %}


{# A phrase of the lexicon as a pattern. #}
{% macro phrase_pattern(phrase) %}
    {% set between = between_words() %}
    {% set some_words = between ~ '(?:[a-z0-9]+' ~ between ~ '){0,3}' %}
    {{ return(
        phrase
        | replace('#', '[0-9]+') | replace('*', '[a-z0-9]*') | replace(')[a-z0-9]*', ')*')
        | replace('(', '(?:')
        | replace(' ... ', '<some>') | replace(' ', between) | replace('<some>', some_words)
    ) }}
{% endmacro %}


{# Phrases as one pattern of whole words; signs such as an emoji stand anywhere. #}
{% macro phrases_pattern(rows, signs=[]) %}
    {% set phrases = [] %}
    {% for row in rows %}{% do phrases.append(phrase_pattern(row.phrase)) %}{% endfor %}
    {% set parts = ['\\b(?:' ~ phrases | join('|') ~ ')\\b'] if phrases else [] %}
    {% for sign in signs %}{% do parts.append(sign.phrase) %}{% endfor %}
    {{ return(parts | join('|') if parts else '[^a-z0-9]{99}x') }}
{% endmacro %}


{# Phrases that a word of denial comes before: as many words between as a phrase allows. #}
{% macro denied_pattern(rows, negators) %}
    {% set between = between_words() %}
    {% set parts = [] %}
    {% for scope in rows | map(attribute='scope') | unique | sort if scope > 0 %}
        {% set phrases = [] %}
        {% for row in rows if row.scope == scope %}{% do phrases.append(phrase_pattern(row.phrase)) %}{% endfor %}
        {% do parts.append('(?:[a-z0-9]+' ~ between ~ '){0,' ~ (scope - 1) ~ '}(?:' ~ phrases | join('|') ~ ')') %}
    {% endfor %}
    {% set denials = [] %}
    {% for row in negators %}{% do denials.append(phrase_pattern(row.phrase)) %}{% endfor %}
    {{ return(
        '\\b(?:' ~ denials | join('|') ~ ')' ~ between ~ '(?:' ~ parts | join('|') ~ ')\\b'
        if parts and denials else none
    ) }}
{% endmacro %}


{# Whether a text is of a class, by the phrases of one language: one that is enough alone
   and is not denied, or three that hint at it, and none that speaks against it. #}
{% macro is_of_class(text, lexicon, class, language) -%}
    {%- set rows = lexicon.get(class, {}).get(language, []) -%}
    {%- set all_signs = lexicon.get(class, {}).get('any', []) -%}
    {%- set signs = all_signs | selectattr('weight', 'equalto', 2) | list -%}
    {%- set hinting_signs = all_signs | selectattr('weight', 'equalto', 1) | list -%}
    {%- set enough = rows | selectattr('weight', 'equalto', 2) | list -%}
    {%- set hints = rows | selectattr('weight', 'equalto', 1) | list -%}
    {%- set against = rows | selectattr('weight', 'equalto', -1) | list -%}
    {%- set found = phrases_pattern(enough, signs) -%}
    {%- set denied = denied_pattern(enough, lexicon.get('negator', {}).get(language, [])) -%}
    case
            {%- if against %}
            when {{ text_matches(text, phrases_pattern(enough + hints, all_signs)) }} and {{ text_matches(text, phrases_pattern(against)) }} then false
            {%- endif %}
            when not {{ text_matches(text, found) }} then {{ match_count(text, phrases_pattern(hints, hinting_signs)) ~ ' >= 3' if hints else 'false' }}
            {%- if denied %}
            when {{ text_matches(text, denied) }} then {{ text_matches(without_matches(text, denied), found) }}
            {%- endif %}
            else true
        end
{%- endmacro %}


{# The same in the language of the text. Where a text is too short to tell, any of the three
   may know its words; null in a language that the lexicon doesn't have. #}
{% macro text_class(text, lexicon, class) -%}
    case language
        when 'en' then {{ is_of_class(text, lexicon, class, 'en') }}
        when 'es' then {{ is_of_class(text, lexicon, class, 'es') }}
        when 'ca' then {{ is_of_class(text, lexicon, class, 'ca') }}
        when 'unknown'
            then {{ is_of_class(text, lexicon, class, 'en') }}
            or {{ is_of_class(text, lexicon, class, 'es') }}
            or {{ is_of_class(text, lexicon, class, 'ca') }}
    end
{%- endmacro %}


{# How many of the most frequent words of a language a text has. #}
{% macro word_count_of(text, lexicon, language) -%}
    {{ match_count(text, phrases_pattern(lexicon.get('word', {}).get(language, []))) }}
{%- endmacro %}

{# Parts of a text that its author did not write themselves, and letters that none of the
   three languages has, as patterns. #}
{% macro foreign_parts() %}
    {{ return({
        'quoted_markup': '(?is)<blockquote.*</blockquote>|<div[^>]*(?:gmail_quote|yahoo_quoted|moz-cite|divRplyFwdMsg|appendonsend).*',
        'quoted_lines': '(?im)(?:^[^\\n>]{0,200}(?:wrote|escribi.{1,2}|escriure|escrigue.)[ ]?:[ \\t\\r]*\\n\\s*)?(?:^[ \\t]*>[^\\n]*\\n?)+',
        'earlier_mail': '(?is)(?:^|\\n)[ \\t]*(?:on [^\\n]{4,80}(?:\\n[^\\n]{0,80})?wrote[ ]?:|el [^\\n]{4,80}(?:\\n[^\\n]{0,80})?(?:escribi.{1,2}|va escriure|escrigue.{1,2})[ ]?:|[-_]{2,}[ ]?(?:original message|forwarded message|mensaje original|mensaje reenviado|missatge original|missatge reenviat)|(?:from|de): [^\\n]+\\n(?:sent|date|to|subject|enviado|enviat|fecha|data|para|per a|a|asunto|assumpte)[^\\n:]{0,20}:).*',
        'signature': '(?is)(?:^|\\n)(?:--[ ]?\\r?\\n|sent from|get outlook|enviad[oa] desde|enviat des|obtener outlook|obteniu).*',
        'other_letters': '[\\x{0370}-\\x{1FFF}\\x{3040}-\\x{D7FF}]',
    }) }}
{% endmacro %}
