global using Xunit;

// The person with a browser; the person of the house is Core's.
global using Person = HomeAuth.Tests.Infrastructure.Person;
