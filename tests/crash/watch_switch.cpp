// Runs a command while reading files in a loop, and judges what was seen.
//
//   watch_switch DIRECTORY FILE… -- COMMAND…
//
// Every read must give the content from before the command or the one from after it (a file that is not there has a
// content too: absence), and once any read has given a new content, none may give an old one. Exit status 0 when
// that held, 1 when not, 2 when the command failed. Prints the number of reads.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr const char* kAbsent = "\x01 absent";

std::string content(const std::string& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return kAbsent;
  char buffer[4096];
  std::string text;
  ssize_t n = 0;
  while ((n = ::read(fd, buffer, sizeof(buffer))) > 0) text.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  return text;
}

std::vector<std::string> read_all(const std::vector<std::string>& files) {
  std::vector<std::string> texts;
  for (const auto& file : files) texts.push_back(content(file));
  return texts;
}

int run(const std::vector<std::string>& files, char** command) {
  const auto before = read_all(files);
  pid_t child = ::fork();
  if (child == 0) {
    int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    ::execvp(command[0], command);
    ::_exit(127);
  }
  std::vector<std::vector<std::string>> seen;
  int status = 0;
  while (::waitpid(child, &status, WNOHANG) == 0) {
    auto texts = read_all(files);
    // Passes in which nothing had changed since the last one say nothing new.
    if (seen.empty() || seen.back() != texts) seen.push_back(std::move(texts));
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "the command failed (%d)\n", status);
    return 2;
  }
  const auto after = read_all(files);
  bool new_seen = false;
  for (const auto& pass : seen) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (before[i] == after[i]) {
        if (pass[i] == before[i]) continue;
      } else if (pass[i] == after[i]) {
        new_seen = true;
        continue;
      } else if (pass[i] == before[i] && !new_seen) {
        continue;
      }
      std::fprintf(stderr, "%s: %s\n", files[i].c_str(),
                   pass[i] == before[i] ? "the old content after a new one had been seen" : "neither the old nor the new content");
      return 1;
    }
  }
  std::printf("%zu\n", seen.size());
  return 0;
}

}  // namespace

int main(int count, char** values) {
  if (count < 2) return 2;
  std::string directory = values[1];
  std::vector<std::string> files;
  int i = 2;
  for (; i < count && std::string(values[i]) != "--"; ++i) files.push_back(directory + "/" + values[i]);
  if (i + 1 >= count) return 2;
  return run(files, values + i + 1);
}
