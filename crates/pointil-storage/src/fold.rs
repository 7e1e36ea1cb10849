//! Words as they are searched: without case, accents and ligatures, the same on both databases.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A text folded character by character, so that the folded form of a beginning is the beginning of the folded form.
///
/// Compatibility decomposition takes accents and typographic ligatures apart (é, ﬁ), marks are dropped, and letters that Unicode does not take
/// apart are written as their languages do without them (ß ss, æ ae, ø o, ł l, ð d, þ th, ı i).
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|&c| canonical_combining_class(c) == 0) {
        for lower in c.to_lowercase().nfkd() {
            match lower {
                'ß' => folded.push_str("ss"),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'þ' => folded.push_str("th"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ħ' => folded.push('h'),
                'ı' => folded.push('i'),
                'ς' => folded.push('σ'),
                // The dot that lower case leaves of a Turkish İ.
                mark if canonical_combining_class(mark) != 0 => {}
                other => folded.push(other),
            }
        }
    }
    folded
}

/// What people type for an apostrophe.
pub(crate) const APOSTROPHES: [char; 5] = ['\'', '’', 'ʼ', '`', '´'];

/// The words of a text: folded, apostrophes taken out (O'Brien is `obrien`), split at everything that is neither letter nor digit.
pub(crate) fn words(text: &str) -> Vec<String> {
    fold(text)
        .replace(APOSTROPHES, "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The digits of a text, in ASCII whatever they were written in.
pub(crate) fn digits(text: &str) -> String {
    text.nfkd().filter(char::is_ascii_digit).collect()
}

/// An e-mail address as it is compared.
pub(crate) fn email_key(email: &str) -> String {
    fold(email.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_ligatures_fold_away() {
        for (text, folded) in [
            ("Zoë Ångström", "zoe angstrom"),
            ("Łukasz Żółć", "lukasz zołc".replace('ł', "l").as_str()),
            ("Weiß", "weiss"),
            ("ﬁnn", "finn"),
            ("Æsa Þór", "aesa thor"),
            ("İpek Işık", "ipek isik"),
            ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn words_are_split_where_names_are() {
        assert_eq!(
            words("Anna-Maria  O'Brien, jr."),
            ["anna", "maria", "obrien", "jr"]
        );
        assert!(words(" -'- ").is_empty());
    }

    #[test]
    fn digits_of_a_phone_number() {
        assert_eq!(digits("+44 (0)7700 900-123"), "4407700900123");
    }
}
