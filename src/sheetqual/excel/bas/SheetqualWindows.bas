Attribute VB_Name = "SheetqualWindows"
Option Explicit
' All that is asked of Windows. XLPyDLLActivateAuto is a function of xlwings' DLL:
'
@NOTICE@
Option Private Module

#If Win64 Then
Private Const DLL_NAME As String = "xlwings64-@VERSION@.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-@VERSION@.dll" ( _
    ByRef Result As Variant, ByVal Config As String, ByVal Mode As Long) As Long
#Else
Private Const DLL_NAME As String = "xlwings32-@VERSION@.dll"
Private Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-@VERSION@.dll" ( _
    ByRef Result As Variant, ByVal Config As String, ByVal Mode As Long) As Long
#End If
Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal path As LongPtr) As LongPtr
Private Declare PtrSafe Function GetCurrentDirectoryW Lib "kernel32" (ByVal size As Long, ByVal path As LongPtr) As Long
Private Declare PtrSafe Function SetCurrentDirectoryW Lib "kernel32" (ByVal path As LongPtr) As Long
Private Declare PtrSafe Function GetEnvironmentVariableW Lib "kernel32" ( _
    ByVal name As LongPtr, ByVal text As LongPtr, ByVal size As Long) As Long

Private Const OWN_ERROR As Long = vbObjectError + 517
Private Const LONGEST_COMMAND As Long = @LONGEST@
Private Const LONGEST_PATH As Long = 32767

' Start Python, or find the one that runs already. The DLL waits two minutes at most.
Public Function StartedPython(ByVal interpreter As String, ByVal dllFolder As String, ByVal arguments As String) As Object
    Dim command As String
    Dim before As String
    Dim folder As String
    Dim code As Long
    Dim result As Variant
    If Not FileIsThere(interpreter) Then
        Err.Raise OWN_ERROR, , "its Python is not at " & interpreter & " any more; run 'sheetqual excel install' again"
    End If
    folder = FolderOf(interpreter)
    LoadDll dllFolder, folder
    If IsInCodePage(interpreter) Then
        command = Chr$(34) & interpreter & Chr$(34) & " " & arguments
    Else
        ' The DLL takes letters of the PC's code page only, but a folder to start from may have any.
        command = Chr$(34) & ".\" & Mid$(interpreter, Len(folder) + 2) & Chr$(34) & " " & arguments
        before = CurrentFolder()
    End If
    If Len(command) > LONGEST_COMMAND Then
        Err.Raise OWN_ERROR, , "the path of its Python is too long; run 'sheetqual excel doctor' in a terminal"
    End If
    If before <> "" Then SetCurrentDirectoryW StrPtr(folder)
    code = XLPyDLLActivateAuto(result, command, 1)
    If before <> "" Then SetCurrentDirectoryW StrPtr(before)
    If code <> 0 Then
        Err.Raise OWN_ERROR, , "Python did not start; run 'sheetqual excel doctor' in a terminal (" & result & ")"
    End If
    Set StartedPython = result
End Function

' The first folder that has the DLL wins; VBA then finds it by its name.
Private Sub LoadDll(ByVal dllFolder As String, ByVal pythonFolder As String)
    Dim folder As Variant
    Dim path As String
    For Each folder In Array(dllFolder, pythonFolder, FolderOf(pythonFolder))
        path = folder & "\" & DLL_NAME
        If folder <> "" Then
            If LoadLibraryW(StrPtr(path)) <> 0 Then Exit Sub
        End If
    Next folder
    Err.Raise OWN_ERROR, , DLL_NAME & " can't be loaded; run 'sheetqual excel doctor' in a terminal"
End Sub

' The configuration of this user; empty where there is none.
Public Function ConfigurationText() As String
    Dim path As String
    path = EnvironmentText("APPDATA") & "\sheetqual\excel.conf"
    If FileIsThere(path) Then
        With CreateObject("Scripting.FileSystemObject").OpenTextFile(path, 1)
            If Not .AtEndOfStream Then ConfigurationText = .ReadAll
            .Close
        End With
    End If
End Function

' Dir and Environ know the code page only.
Private Function FileIsThere(ByVal path As String) As Boolean
    FileIsThere = CreateObject("Scripting.FileSystemObject").FileExists(path)
End Function

Private Function EnvironmentText(ByVal name As String) As String
    Dim buffer As String
    buffer = Space$(LONGEST_PATH)
    EnvironmentText = Left$(buffer, GetEnvironmentVariableW(StrPtr(name), StrPtr(buffer), LONGEST_PATH))
End Function

Private Function CurrentFolder() As String
    Dim buffer As String
    buffer = Space$(LONGEST_PATH)
    CurrentFolder = Left$(buffer, GetCurrentDirectoryW(LONGEST_PATH, StrPtr(buffer)))
End Function

Private Function IsInCodePage(ByVal text As String) As Boolean
    IsInCodePage = (StrConv(StrConv(text, vbFromUnicode), vbUnicode) = text)
End Function

Private Function FolderOf(ByVal path As String) As String
    If InStrRev(path, "\") > 1 Then FolderOf = Left$(path, InStrRev(path, "\") - 1)
End Function
