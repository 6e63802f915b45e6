// In the static program nothing can be loaded at run time: neither extensions (SQLite refers to the dl* functions) nor
// the resolver's modules (libcrypto refers to getaddrinfo). With these in their place both get their ordinary "not
// available" answer. hm itself never calls any of them; downloads are the helper program's work.
#ifdef HM_STATIC

struct addrinfo;
struct hostent;

extern "C" {
void* dlopen(const char*, int);
void* dlsym(void*, const char*);
int dlclose(void*);
char* dlerror();
int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**);
void freeaddrinfo(addrinfo*);  // lies in the same object of the C library
hostent* gethostbyname(const char*);

void* dlopen(const char*, int) { return nullptr; }
void* dlsym(void*, const char*) { return nullptr; }
int dlclose(void*) { return 0; }
char* dlerror() {
  static char text[] = "this program is linked statically and loads nothing";
  return text;
}
int getaddrinfo(const char*, const char*, const addrinfo*, addrinfo**) { return -4; }  // EAI_FAIL
void freeaddrinfo(addrinfo*) {}
hostent* gethostbyname(const char*) { return nullptr; }
}

#endif
