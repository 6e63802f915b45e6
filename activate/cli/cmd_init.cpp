// hm init: a first configuration, with comments that say what can be done next.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/command.hpp"
#include "activate/cli/report.hpp"

namespace hm {

namespace {

struct InitOptions {
  std::string directory;
  std::vector<std::string> adopt;
  bool flake = false, dry_run = false, json = false;
};

constexpr std::string_view kTemplate = R"({{ config, pkgs, lib, ... }}:

{{
  # Who and where. hm refuses to switch the home of somebody else.
  home.username = {user};
  home.homeDirectory = {home};

  # The version of Home Manager whose defaults this configuration was written for. Leave it as it is: newer programs
  # do not need it raised, and raising it changes defaults.
  home.stateVersion = "24.05";

  # Programs to have on PATH, and commands of your own.
  home.packages = with pkgs; [
    # ripgrep
    # (writeShellScriptBin "hello-hm" "echo hello from hm")
  ];

  # Files in the home: by their text, or by a file beside this one.
  home.file = {{
    # ".editorconfig".text = "root = true\n";
    # ".vimrc".source = ./vimrc;
{adopted}  }};

  home.sessionVariables = {{
    # EDITOR = "vim";
  }};

  # Programs with options of their own; 'hm options git' lists those of git.
  # programs.git = {{
  #   enable = true;
  #   userName = "Your Name";
  #   userEmail = "you@example.com";
  # }};

  # For the programs above to be on PATH, let hm manage your shell:
  # programs.bash.enable = true;
  # or put this line into its profile:
  #   . "$HOME/.local/state/hm/profiles/home/home-path/etc/profile.d/hm-session-vars.sh"
}}
)";

// A text as a string of the Nix language.
std::string nix_string(std::string_view text) {
  std::string result = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"' || c == '\\' || (c == '$' && i + 1 < text.size() && text[i + 1] == '{')) result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else {
      result += c;
    }
  }
  return result + "\"";
}

struct Adopted {
  std::string target;  // relative to the home
  std::string copy;    // relative to the configuration's directory
  std::string content;
  bool executable;
};

Result<std::string> read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail_errno(errno, fmt::format("read '{}'", path));
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A dotfile becomes a copy beside the configuration, and an entry that names it.
Result<Adopted> adopt(const Places& places, const std::string& named) {
  std::string path = absolute_path(named, current_directory());
  if (!path.starts_with(places.home + "/")) {
    return fail(Code::Usage, "'{}' is not in your home directory; only what is there can be adopted", path);
  }
  struct stat s;
  if (::stat(path.c_str(), &s) != 0) return fail_errno(errno, fmt::format("look at '{}'", path));
  if (!S_ISREG(s.st_mode)) return fail(Code::Usage, "'{}' is not a file; hm init adopts files", path);
  Adopted adopted;
  adopted.target = path.substr(places.home.size() + 1);
  adopted.executable = (s.st_mode & S_IXUSR) != 0;
  std::string name = adopted.target;
  while (name.starts_with('.')) name.erase(0, 1);
  adopted.copy = "files/" + name;
  HM_TRY(adopted.content, read_text(path));
  return adopted;
}

Status make_directories(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    std::string part = path.substr(0, slash);
    if (::mkdir(part.c_str(), 0755) != 0 && errno != EEXIST) {
      return fail_errno(errno, fmt::format("make the directory '{}'", part));
    }
    if (slash == std::string::npos) return {};
  }
}

// Never over something that is there.
Status write_new(const std::string& path, const std::string& text, mode_t mode) {
  HM_CHECK(make_directories(path.substr(0, path.rfind('/'))));
  int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0 && errno == EEXIST) {
    return fail(Code::Conflict, "'{}' is there already", path).hint("hm init writes only what is not there; edit that file, or name another directory");
  }
  if (fd < 0) return fail_errno(errno, fmt::format("write '{}'", path));
  bool good = write_all(fd, text);
  int saved = errno;
  if (::close(fd) != 0 && good) {
    good = false;
    saved = errno;
  }
  if (!good) return fail_errno(saved, fmt::format("write '{}'", path));
  return {};
}

// `hm init --adopt FILE… DIR`: the last word is where to write, if it is a directory.
void take_directory(InitOptions& o) {
  struct stat s;
  if (!o.directory.empty() || o.adopt.size() < 2 || ::stat(o.adopt.back().c_str(), &s) != 0 || !S_ISDIR(s.st_mode)) return;
  o.directory = o.adopt.back();
  o.adopt.pop_back();
}

Result<int> run(Program& program, const InitOptions& given) {
  if (given.flake) return fail(Code::Usage, "this hm cannot write a flake yet").hint("'hm init' writes a home.nix");
  HM_CHECK(check_owner(program.places));
  InitOptions o = given;
  take_directory(o);
  std::string directory = o.directory.empty() ? program.places.config() : absolute_path(o.directory, current_directory());
  std::string file = directory + "/home.nix";
  std::vector<Adopted> adopted;
  std::string entries;
  for (const auto& name : o.adopt) {
    HM_TRY(auto one, adopt(program.places, name));
    entries += fmt::format("    {}.source = ./{};\n", nix_string(one.target), one.copy);
    adopted.push_back(std::move(one));
  }
  std::string text = fmt::format(kTemplate, fmt::arg("user", nix_string(program.places.user)),
                                 fmt::arg("home", nix_string(program.places.home)), fmt::arg("adopted", entries));
  struct stat s;
  if (::lstat(file.c_str(), &s) == 0) {
    return fail(Code::Conflict, "there is a configuration already: '{}'", file).hint("'hm edit' opens it; or name another directory: hm init DIR");
  }
  std::vector<std::string> written;
  if (!o.dry_run) {
    for (const auto& one : adopted) {
      HM_CHECK(write_new(directory + "/" + one.copy, one.content, one.executable ? 0755 : 0644));
    }
    HM_CHECK(write_new(file, text, 0644));
  }
  for (const auto& one : adopted) written.push_back(directory + "/" + one.copy);
  written.push_back(file);
  if (o.json) {
    put_json("init", 1, {{"configuration", file}, {"written", written}, {"dryRun", o.dry_run}});
    return kDone;
  }
  for (const auto& path : written) put(fmt::format("{} {}\n", o.dry_run ? "would write" : "wrote", path));
  if (!o.dry_run) {
    program.inform(o.directory.empty() ? "Edit it, then: hm switch" : fmt::format("Edit it, then: hm switch -f {}", directory));
    for (const auto& one : adopted) {
      program.inform(fmt::format("~/{} has the same content as its copy: hm switch takes it over", one.target));
    }
  }
  return kDone;
}

}  // namespace

Action declare_init(Arguments& a) {
  auto o = std::make_shared<InitOptions>();
  a.positional("DIR", &o->directory, "where to write home.nix (~/.config/hm)");
  a.option("--adopt", "FILE…", &o->adopt, "take files of the home into the configuration");
  a.flag("--flake", o->flake, "write a flake.nix too");
  a.flag("-n,--dry-run", o->dry_run, "say what would be written");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return run(program, *o); };
}

}  // namespace hm
