//! The fonts that reports are set in. The official typefaces may not be embedded in a file that goes out; these stand in for them, and are under the
//! SIL Open Font License, which allows that.

use std::path::{Path, PathBuf};
use std::{fs, io};

use typst::foundations::Bytes;
use typst::text::{Font, FontWeight};

/// A face that is needed.
struct Face {
    family: &'static str,
    weight: FontWeight,
    file: &'static str,
    /// Debian's package with it.
    package: &'static str,
}

/// 宋 for 小标宋 (bold) and for 仿宋, of which there is no free typeface with all characters; 黑 for 黑体; 楷 for 楷体.
const FACES: [Face; 4] = [
    noto("Noto Serif CJK SC", FontWeight::REGULAR, "NotoSerifCJK-Regular.ttc"),
    noto("Noto Serif CJK SC", FontWeight::BOLD, "NotoSerifCJK-Bold.ttc"),
    noto("Noto Sans CJK SC", FontWeight::REGULAR, "NotoSansCJK-Regular.ttc"),
    Face {
        family: "LXGW WenKai",
        weight: FontWeight::REGULAR,
        file: "LXGWWenKai-Regular.ttf",
        package: "fonts-lxgw-wenkai",
    },
];

const fn noto(family: &'static str, weight: FontWeight, file: &'static str) -> Face {
    Face { family, weight, file, package: "fonts-noto-cjk" }
}

/// The fonts, in memory: some 90 MB.
#[derive(Debug)]
pub struct Fonts(pub(crate) Vec<Font>);

/// Why reports cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// A file is nowhere in the folder.
    #[error("there is no {file} in {}: it is in Debian's package {package}", folder.display())]
    Missing {
        /// The file's name.
        file: &'static str,
        /// Debian's package with it.
        package: &'static str,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A file is there and cannot be read.
    #[error("{} cannot be read: {cause}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A file of that name does not hold the font.
    #[error("{} does not hold the font {family}", path.display())]
    Other {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        family: &'static str,
    },
}

impl Fonts {
    /// Reads the fonts from a folder and those within it.
    ///
    /// # Errors
    /// Where one of them is missing, or is not what its name says.
    pub fn load(folder: &Path) -> Result<Self, FontError> {
        FACES.iter().map(|face| face.load(folder)).collect::<Result<_, _>>().map(Self)
    }
}

impl Face {
    fn load(&self, folder: &Path) -> Result<Font, FontError> {
        let &Self { family, weight, file, package } = self;
        let missing = || FontError::Missing { file, package, folder: folder.to_owned() };
        let path = find(folder, file, DEEPEST).ok_or_else(missing)?;
        let data = fs::read(&path).map_err(|cause| FontError::Unreadable { path: path.clone(), cause })?;
        let wanted = |font: &Font| font.info().family == family && font.info().variant.weight == weight;
        Font::iter(Bytes::new(data)).find(wanted).ok_or(FontError::Other { path, family })
    }
}

/// Folders within folders that are looked into: links may lead in a circle.
const DEEPEST: usize = 8;

/// The file of that name in a folder or within it; the first by the order of names.
fn find(folder: &Path, file: &str, depth: usize) -> Option<PathBuf> {
    let here = folder.join(file);
    if here.is_file() {
        return Some(here);
    }
    let entries = fs::read_dir(folder).ok().filter(|_| depth > 0)?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().find_map(|folder| find(folder, file, depth - 1))
}
