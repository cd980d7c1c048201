#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace spyglass {

struct Abi;

/// Where lessons, examples and their programs are: beside the running program, in a build tree and
/// in an installation alike (../share/spyglass and ../lib/spyglass from its folder).
namespace resources {

std::filesystem::path lessons();
std::filesystem::path recipes();
/// The folder of built programs, one subfolder an ABI.
std::filesystem::path programs();
/// The sources of the examples, one subfolder an ABI.
std::filesystem::path examples();
/// That subfolder's name: as Debian names machines, with a low line ("x86_64").
std::string folder_of(const Abi& abi);
/// One of them by its name, "x86_64/hello"; nothing when there is none.
std::optional<std::filesystem::path> built_program(const std::string& name);

}  // namespace resources

/// The person's own folders, from the XDG base directory variables; not created here.
namespace user_folders {

std::filesystem::path configuration();  ///< own recipes: $XDG_CONFIG_HOME/spyglass
std::filesystem::path courses();        ///< packs of lessons: $XDG_DATA_HOME/spyglass/courses
std::filesystem::path state();          ///< history and progress: $XDG_STATE_HOME/spyglass

}  // namespace user_folders

/// The file that a command's name means: a path as it is, a name without a slash searched in PATH,
/// as execvp(3) does. Nothing when PATH has none.
std::optional<std::string> find_program(const std::string& name);

}  // namespace spyglass
