//! The format of a document.

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// YAML (needs the feature `cli`).
    Yaml,
}

impl Format {
    /// The format by the extension of `name` (a path or a URL), or else by the first character.
    #[must_use]
    pub fn of(name: &str, text: &[u8]) -> Self {
        let name = name.split(['?', '#']).next().unwrap_or_default();
        match name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_ascii_lowercase())
        {
            Some(ending) if ending == "json" => Self::Json,
            Some(ending) if ending == "yaml" || ending == "yml" => Self::Yaml,
            _ => Self::of_text(text),
        }
    }

    fn of_text(text: &[u8]) -> Self {
        let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
        match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{' | b'[') => Self::Json,
            _ => Self::Yaml,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn the_ending_decides() {
        assert_eq!(
            Format::of("a/openapi.JSON", b"openapi: 3.1.0"),
            Format::Json
        );
        assert_eq!(Format::of("a.yml", b"{}"), Format::Yaml);
        assert_eq!(
            Format::of("https://a.b/openapi.yaml?v=1.json", b"{}"),
            Format::Yaml
        );
    }

    #[test]
    fn without_an_ending_the_first_character_decides() {
        assert_eq!(
            Format::of("https://a.b/docs", b"\xEF\xBB\xBF \n{\"openapi\""),
            Format::Json
        );
        assert_eq!(Format::of("spec", b"openapi: 3.1.0"), Format::Yaml);
    }
}
